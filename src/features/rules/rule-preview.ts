import * as l10n from '@vscode/l10n';
import type { Analysis } from '../../app/preview/analysis';
import type { Previews } from '../../app/preview/previews';
import { effectSummary } from '../preview';
import { targetName, type RuleTarget, type TypedRule } from './typed-rule';

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
    const { object } = change;
    const title = l10n.t('A rule for {0}, {1}', targetName(this.target), this.target.direction);
    this.previews.show(
      this,
      object.kind === 'profile'
        ? this.draftOf(title, [object])
        : this.draftOf(title, [], [], [{ tier: object.tier, name: object.name, policy: object }]),
    );
    const preview = this.previews.of(this);
    return preview && effectSummary(preview.effect, snapshot);
  }

  hide(): void {
    this.previews.hide(this);
  }
}
