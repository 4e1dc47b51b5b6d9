import type { KubeObject } from '../objects';

/** A column of a table, as kubectl prints it. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'date';
  /** `name` for the column that names the object. */
  readonly format: '' | 'name';
  readonly description: string;
  /** 1 for columns of `-o wide` only. */
  readonly priority: 0 | 1;
}

/** The columns of a kind and what they show. */
export interface Columns {
  readonly definitions: readonly Column[];
  readonly cells: (object: KubeObject) => readonly unknown[];
}

export function column(name: string, description: string, options: Partial<Column> = {}): Column {
  return { name, type: 'string', format: '', description, priority: 0, ...options };
}

export const NAME = column('Name', 'The name of the object', { format: 'name' });
export const AGE = column('Age', 'Time since the object was created');

/** The columns of a kind without others. */
export const NAME_AND_AGE: Columns = {
  definitions: [NAME, AGE],
  cells: (object) => [object.metadata.name, ageOf(object.metadata.creationTimestamp)],
};

/** How long ago a moment was, in kubectl's short form, for example `3m15s`. */
export function ageOf(moment: string | undefined, now = Date.now()): string {
  const seconds = Math.floor((now - Date.parse(moment ?? '')) / 1000);
  if (!Number.isFinite(seconds)) return '<unknown>';
  if (seconds < 0) return '0s';
  const [minutes, hours, days] = [seconds / 60, seconds / 3600, seconds / 86_400].map(Math.floor) as [
    number,
    number,
    number,
  ];
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  if (days < 8) return hours % 24 === 0 ? `${days}d` : `${days}d${hours % 24}h`;
  return `${days}d`;
}
