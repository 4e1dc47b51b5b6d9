/** The URI scheme of profile documents. */
export const SCHEME = 'calico-stars';

/** The language ID of the documents of Calico 3's objects: YAML that is never saved by itself. */
export const OBJECT_LANGUAGE = 'calico-object';

/** The language ID of rules documents. */
export const LANGUAGE = 'calico-rules';
