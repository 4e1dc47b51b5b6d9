/** A request to a Kubernetes API server and its answer, as recorded. */
export interface Exchange {
  readonly id: string;
  readonly as: string;
  readonly request: RecordedRequest;
  readonly response: RecordedAnswer;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is if it is text. */
  readonly body?: unknown;
  /** Sent as bytes. */
  readonly bodyBase64?: string;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Whether only status and type were recorded. */
  readonly isBrief?: true;
  readonly body?: unknown;
  readonly bodyBase64?: string;
  /** What the answer has, in whatever form. */
  readonly part?: Readonly<Record<string, unknown>>;
  readonly bodyFile?: string;
  readonly bodyBytes?: number;
  /** Of a watch, in order, with what was done meanwhile. */
  readonly events?: readonly RecordedStep[];
  readonly end?: string;
}

/** A step of a recorded watch. */
export type RecordedStep =
  | { readonly event: { readonly type: string; readonly object: unknown } }
  | {
      readonly did: string;
      readonly as: string;
      readonly request: RecordedRequest;
      readonly response: { readonly status: number };
    }
  | { readonly wait: string }
  | { readonly notAnEvent: unknown };
