import * as l10n from '@vscode/l10n';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { addRule } from '../../policy/calico1/edit';
import { parseRule } from '../../policy/calico1/grammar';
import { displayName } from '../../policy/calico1/names';
import type { Direction } from '../../policy/calico1/rule';
import type { Analysis } from '../../app/preview/analysis';
import type { Previews } from '../../app/preview/previews';
import { effectInALine } from '../preview';
import { storedRule } from '../../app/policy-edit';

/** Where a rule is about to be added. */
export interface RuleTarget {
  /** The profile's stored name. */
  readonly profile: string;
  readonly direction: Direction;
  /** The cluster as it is when it is asked for. */
  readonly current: () => Snapshot;
}

/** The preview of a rule while somebody types or chooses it. */
export class RulePreview {
  constructor(
    private readonly target: RuleTarget,
    private readonly previews: Pick<Previews, 'show' | 'hide' | 'of'>,
    private readonly draftOf: Analysis['draftOf'],
  ) {}

  /**
   * Previews the rule that a text is now; none when it is no rule that would be added.
   * @returns its effect in a line.
   */
  show(text: string): string | undefined {
    const { profile: name, direction, current } = this.target;
    const snapshot = current();
    const profile = profileNamed(name, dataOf(snapshot.policy));
    const { rule } = parseRule(text);
    const added =
      rule && profile?.kind === 'profile' ? addRule(profile, direction, storedRule(rule, name, snapshot)) : undefined;
    if (added?.kind !== 'changed') {
      this.hide();
      return undefined;
    }
    this.previews.show(
      this,
      this.draftOf(l10n.t('A rule for {0}, {1}', displayName(name, networksOf(snapshot)), direction), [added.profile]),
    );
    const preview = this.previews.of(this);
    return preview && effectInALine(preview.effect, snapshot);
  }

  hide(): void {
    this.previews.hide(this);
  }
}
