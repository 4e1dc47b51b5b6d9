import type { DecodeProblem, Path } from '../../base/decode';

/** A problem for which the server would reject or change an object. */
export interface Finding {
  readonly path: Path;
  /** The error and what is correct, for the user. */
  readonly message: string;
  /**
   * The source of the problem: decoding; what every API server checks, in metadata and by schema; or the server's own
   * code, which doesn't run for CRDs.
   */
  readonly by: 'reader' | 'schema' | 'server';
  /** An ignored field doesn't reject the object. */
  readonly refuses: boolean;
  /** The replacement for the value at the path, if it is certain. */
  readonly suggestion?: string | number;
}

/** Collects findings. Paths start at the root of the object. */
export class Findings {
  readonly #found: Finding[] = [];

  get all(): readonly Finding[] {
    return this.#found;
  }

  /** Reports what every API server rejects by a schema or one of its rules. */
  schema(path: Path, message: string, suggestion?: string | number): void {
    this.#add('schema', path, message, suggestion);
  }

  /** Reports what the server's own code rejects. */
  server(path: Path, message: string, suggestion?: string | number): void {
    this.#add('server', path, message, suggestion);
  }

  /** Adds the problems of decoding. Lenient readers ignore unknown fields. */
  decoded(problems: readonly DecodeProblem[], strict: boolean): void {
    for (const { kind, path, message } of problems) {
      this.#found.push({ path, message, by: 'reader', refuses: strict || kind !== 'unknown-field' });
    }
  }

  #add(by: Finding['by'], path: Path, message: string, suggestion: string | number | undefined): void {
    this.#found.push({ path, message, by, refuses: true, ...(suggestion !== undefined && { suggestion }) });
  }
}
