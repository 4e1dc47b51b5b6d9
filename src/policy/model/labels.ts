/** The label that tells the namespace of what belongs to one. */
export const NAMESPACE_LABEL = 'projectcalico.org/namespace';
