/** The scheme of the documents of a cluster's profiles. */
export const SCHEME = 'calico-stars';

/** The language of rules documents. */
export const LANGUAGE = 'calico-rules';
