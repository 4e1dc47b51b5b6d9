import type { Json } from '../felix/json';

const KEY = /^[a-zA-Z0-9_./-]+$/;

/** Whether Felix accepts a text as the key of a label. */
export function isLabelKey(text: string): boolean {
  return KEY.test(text);
}

/** Whether Felix accepts a value as labels: strings under keys that match its pattern. */
export function isLabels(value: Json | undefined): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([key, label]) => isLabelKey(key) && typeof label === 'string')
  );
}
