import type { ObjectSchema } from '../custom/schema';
import type { Fields, KubeObject } from '../objects';
import type { ObjectShape } from '../schema/shape';
import type { Cause, Subject } from '../status-error';
import type { Columns } from '../table/columns';

/** An object that a request is about to store; every step may change it. */
export type Draft = Record<string, unknown>;

/** What the server does with the objects of a kind. */
export interface Kind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /** That of a custom resource, which some requests treat differently. */
  readonly schema?: ObjectSchema;
  readonly shape: ObjectShape;
  /** What the spec of a bookmark has besides, which comes out of a conversion. */
  readonly emptySpec?: Fields;
  /** Whether `generation` counts changes of the spec. */
  readonly generation?: boolean;
  /** Whether a deleted collection is one of the verbs; all but namespaces have it. */
  readonly collection?: boolean;
  readonly subresources?: readonly Subresource[];
  /** How its names are checked. */
  readonly names: 'subdomain' | 'label' | 'path';
  /** Fills in defaults, before it is recorded who owns which field. */
  readonly defaults?: (draft: Draft) => void;
  /** What admission and allocation add on creation, after that. */
  readonly admit?: (draft: Draft, allocated: Allocated) => void;
  /** What admission sets on creations and changes, after it is recorded who owns which field: nobody owns it. */
  readonly mutate?: (draft: Draft, kind: Kind) => void;
  /** Names of objects that can't be deleted. */
  readonly lasting?: readonly string[];
  /** Checks the spec. */
  readonly validate?: (draft: Draft, old: KubeObject | undefined) => readonly Cause[];
  /** What is accepted, but shouldn't be written. */
  readonly warnings?: (draft: Draft) => readonly string[];
  /** Fields of field selectors besides name and namespace, with their values. */
  readonly selectable?: (object: KubeObject) => Readonly<Record<string, string>>;
  readonly columns?: Columns;
}

export type Subresource = 'status' | 'scale' | 'proxy' | 'finalize';

/** What is taken by objects of the cluster already. */
export interface Allocated {
  readonly clusterIPs: ReadonlySet<string>;
  readonly nodePorts: ReadonlySet<number>;
}

/** `apps/v1`, or `v1` for the core group. */
export function groupVersion({ group, version }: Pick<Kind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The subject of answers about objects of a kind: its plural. */
export function subjectOf({ group, plural }: Kind, name?: string): Subject {
  return { group, what: plural, ...(name !== undefined && { name }) };
}

/** The subject of failed checks: its kind. */
export function kindSubject({ group, kind }: Kind, name?: string): Subject {
  return { group, what: kind, ...(name !== undefined && { name }) };
}

/** Where the store keeps a kind's objects. */
export function resourceOf({ group, plural }: Kind): string {
  return group === '' ? plural : `${plural}.${group}`;
}
