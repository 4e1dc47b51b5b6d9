/**
 * Replaces the package form-data in the bundle of axios. No request here is a form, and its table of media types is
 * larger than axios itself.
 */
export default FormData;
