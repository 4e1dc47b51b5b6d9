/** Whether a text is there. kubectl takes null and empty texts for missing ones. */
export function isGiven(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== '';
}
