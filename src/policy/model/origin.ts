/** A place in an object: keys and indices from its root, e.g. `['spec', 'ingress', 0, 'from', 1]`. */
export type Path = readonly (string | number)[];

/** What a part of the model was written in. */
export type ObjectRef =
  /** An object of Kubernetes or Calico v3. */
  | {
      readonly source: 'resource';
      readonly apiVersion: string;
      readonly kind: string;
      /** Undefined for what belongs to no namespace. */
      readonly namespace: string | undefined;
      readonly name: string;
    }
  /** A key in etcd under which Calico v1 keeps it. */
  | { readonly source: 'key'; readonly key: string }
  /** Nobody wrote it: Calico has it by itself. */
  | { readonly source: 'built-in'; readonly name: string };

/** Where a part of the model was written: the way back to the text. */
export interface Origin {
  readonly object: ObjectRef;
  readonly path: Path;
}

/** Something about an object that a person should know. It never keeps the rest from being translated. */
export interface Problem {
  readonly kind:
    /** The part cannot be understood, and counts as absent. */
    | 'dropped'
    /** A condition was left out, so that the rule or policy matches more than was written. */
    | 'widened'
    /** The part says something that cannot be put into the model. */
    | 'unconvertible'
    /** The part is understood and does nothing. */
    | 'without-effect';
  readonly origin: Origin;
  /** A sentence for a person. */
  readonly message: string;
}

/** The place below an origin. */
export function below({ object, path }: Origin, ...steps: Path): Origin {
  return { object, path: [...path, ...steps] };
}
