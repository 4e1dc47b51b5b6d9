import type { Disposable, Emitter } from '../../base/emitter';
import type { ResourceKind } from '../../policy/resources';

/** A change of an object, or of any object of a kind, in one namespace or in all. */
export interface ObjectChange {
  readonly verb: 'create' | 'update' | 'delete';
  readonly kind: ResourceKind;
  readonly namespace?: string;
  readonly name?: string;
  /** The tier of a policy of Calico. */
  readonly tier?: string;
}

/** What the person may change in a cluster, told before they try. Each answer is kept until a change is refused. */
export interface Rights extends Disposable {
  /** Fires when answers became known or were forgotten. */
  readonly onDidChange: Emitter<undefined>['event'];
  /** Returns why a change is not permitted; undefined if it is, or as long as that is unknown. Asks the first time. */
  refusal(change: ObjectChange): string | undefined;
  /** Returns the same once it is known. Never throws: what can't be found out counts as permitted. */
  ask(change: ObjectChange): Promise<string | undefined>;
  /** Forgets all answers, because one was wrong. */
  forget(): void;
}
