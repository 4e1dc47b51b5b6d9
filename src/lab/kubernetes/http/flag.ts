/** Whether a parameter is on: only one that is missing, `false` or `0` is off (apimachinery's `Convert_Slice_string_To_bool`). */
export function isOn(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}
