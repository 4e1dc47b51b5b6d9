/** The URI scheme of profile documents. */
export const SCHEME = 'calico-stars';

/** The language ID of rules documents. */
export const LANGUAGE = 'calico-rules';
