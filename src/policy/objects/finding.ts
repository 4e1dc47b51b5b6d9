import type { DecodeProblem, Path } from '../../base/decode';

/** Something about an object that the server it is written to does not take as it stands. */
export interface Finding {
  readonly path: Path;
  /** What is wrong, and what is right, for a person. */
  readonly message: string;
  /**
   * Who objects: who reads it; what every API server asks, of metadata and by the schema with its rules; or code of the
   * server's own, which CRDs do without.
   */
  readonly by: 'reader' | 'schema' | 'server';
  /** A field that is only passed over refuses nothing. */
  readonly refuses: boolean;
  /** What was certainly meant, to stand at the path instead. */
  readonly suggestion?: string | number;
}

/** Collects findings. Places are given as paths from the root of the object. */
export class Findings {
  readonly #found: Finding[] = [];

  get all(): readonly Finding[] {
    return this.#found;
  }

  /** Something that every API server forbids, by a schema or one of its rules. */
  schema(path: Path, message: string, suggestion?: string | number): void {
    this.#add('schema', path, message, suggestion);
  }

  /** Something that code of the server's own forbids. */
  server(path: Path, message: string, suggestion?: string | number): void {
    this.#add('server', path, message, suggestion);
  }

  /** What decoding found. Readers that are not strict pass over fields that they do not know. */
  decoded(problems: readonly DecodeProblem[], strict: boolean): void {
    for (const { kind, path, message } of problems) {
      this.#found.push({ path, message, by: 'reader', refuses: strict || kind !== 'unknown-field' });
    }
  }

  #add(by: Finding['by'], path: Path, message: string, suggestion: string | number | undefined): void {
    this.#found.push({ path, message, by, refuses: true, ...(suggestion !== undefined && { suggestion }) });
  }
}
