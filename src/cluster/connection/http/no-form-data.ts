/**
 * Stands in for the package form-data in the bundle of axios. No request here is a form, and that package brings a table
 * of all media types that is larger than axios itself.
 */
export default FormData;
