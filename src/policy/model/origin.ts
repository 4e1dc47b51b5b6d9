/** A path in an object: keys and indices from its root, for example `['spec', 'ingress', 0, 'from', 1]`. */
export type Path = readonly (string | number)[];

/** The object that defines a part of the model. */
export type ObjectRef =
  /** A Kubernetes or Calico v3 object. */
  | {
      readonly source: 'resource';
      readonly apiVersion: string;
      readonly kind: string;
      /** undefined for cluster-wide objects. */
      readonly namespace: string | undefined;
      readonly name: string;
    }
  /** A key of Calico v1 in etcd. */
  | { readonly source: 'key'; readonly key: string }
  /** Built into Calico. */
  | { readonly source: 'built-in'; readonly name: string };

/** The object, and the path in it, that define a part of the model. */
export interface Origin {
  readonly object: ObjectRef;
  readonly path: Path;
}

/** A remark about an object for the user. Translation continues regardless. */
export interface Problem {
  readonly kind:
    /** The part is invalid and is treated as missing. */
    | 'dropped'
    /** A condition was omitted, so the rule or policy matches more than written. */
    | 'widened'
    /** The part can't be expressed in the model. */
    | 'unconvertible'
    /** The part is valid but has no effect. */
    | 'without-effect';
  readonly origin: Origin;
  /** A sentence for the user. */
  readonly message: string;
}

/** Whether a path equals another or lies below it. */
export function isWithin(path: Path, above: Path): boolean {
  return above.every((step, index) => path[index] === step);
}

/** Returns the origin at a path below another. */
export function below({ object, path }: Origin, ...steps: Path): Origin {
  return { object, path: [...path, ...steps] };
}
