/** The label with the namespace of a namespaced object. */
export const NAMESPACE_LABEL = 'projectcalico.org/namespace';
