import { Emitter, type Disposable } from '../../base/emitter';
import type { Connection } from '../../cluster/connection/session';
import type { PolicyId } from '../../policy/calico1/policy';
import type { Direction } from '../../policy/calico1/rule';

/** A rule of a profile or a policy in the cluster. */
export interface RulePlace {
  /** The stored name of the profile. */
  readonly profile: string;
  /** The policy that has the rule instead of a profile. */
  readonly policy?: PolicyId;
  readonly direction: Direction;
  /** 1-based. */
  readonly position: number;
}

/** Returns the rule that a command was called with by a link or another part of the extension, or undefined. */
export function placeIn(argument: unknown): RulePlace | undefined {
  if (typeof argument !== 'object' || argument === null || 'kind' in argument) return undefined;
  const { profile, policy, direction, position } = argument as Partial<Readonly<Record<keyof RulePlace, unknown>>>;
  const id = policyIn(policy);
  const valid =
    typeof profile === 'string' &&
    (direction === 'inbound' || direction === 'outbound') &&
    typeof position === 'number' &&
    Number.isSafeInteger(position) &&
    position > 0;
  return valid ? { profile, ...(id && { policy: id }), direction, position } : undefined;
}

function policyIn(value: unknown): PolicyId | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { tier, name } = value as Partial<Readonly<Record<keyof PolicyId, unknown>>>;
  return typeof tier === 'string' && typeof name === 'string' ? { tier, name } : undefined;
}

/** The rule at the user's cursor, for views that show what it decides. */
export class RuleFocus implements Disposable {
  readonly #changed: Emitter<RulePlace | undefined>;
  readonly onDidChange: Emitter<RulePlace | undefined>['event'];
  #place: RulePlace | undefined;
  #connection: Connection | undefined;

  /** @param report Called with errors thrown by listeners. */
  constructor(report: (error: unknown) => void) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
  }

  get place(): RulePlace | undefined {
    return this.#place;
  }

  /** Returns the rule if it is in the cluster of a connection. */
  placeIn(connection: Connection): RulePlace | undefined {
    return this.#connection === connection ? this.#place : undefined;
  }

  /** @param connection That of the rule's cluster. */
  set(place: RulePlace | undefined, connection?: Connection): void {
    const before = this.#place;
    if (
      this.#connection === connection &&
      before?.profile === place?.profile &&
      before?.direction === place?.direction &&
      before?.position === place?.position
    )
      return;
    this.#place = place;
    this.#connection = connection;
    this.#changed.fire(place);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
