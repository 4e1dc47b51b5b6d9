import * as l10n from '@vscode/l10n';
import { networksOf } from '../../cluster/model/indexes';
import { displayName } from '../../policy/calico1/names';
import type { Analysis } from '../../app/preview/analysis';
import type { Previews } from '../../app/preview/previews';
import { effectSummary } from '../preview';
import type { RuleTarget, TypedRule } from './typed-rule';

/** The preview of a rule while the user types or selects it. */
export class RulePreview {
  constructor(
    private readonly target: RuleTarget,
    private readonly previews: Pick<Previews, 'show' | 'hide' | 'of'>,
    private readonly draftOf: Analysis['draftOf'],
  ) {}

  /**
   * Previews the effect of adding a typed rule, if it has any.
   * @returns The effect on one line.
   */
  show({ snapshot, change }: TypedRule): string | undefined {
    if (!change) {
      this.hide();
      return undefined;
    }
    const { profile, direction } = this.target;
    const name = displayName(profile.name, networksOf(snapshot));
    this.previews.show(this, this.draftOf(l10n.t('A rule for {0}, {1}', name, direction), [change.profile]));
    const preview = this.previews.of(this);
    return preview && effectSummary(preview.effect, snapshot);
  }

  hide(): void {
    this.previews.hide(this);
  }
}
