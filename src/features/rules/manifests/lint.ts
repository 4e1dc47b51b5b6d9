import { inSlices } from '../../../base/time-slices';
import type { Analysis } from '../../../app/preview/analysis';
import { lintLevels } from '../../../app/settings';
import type { PolicyData } from '../../../cluster/model/snapshot';
import type { Manifest } from '../../../policy/documents';
import type { LintLevels } from '../../../policy/lint';
import type { OpenManifests } from './open-manifests';
import { manifestRemarks, type ManifestRemark } from './remarks';

interface Known {
  readonly policy: PolicyData;
  readonly levels: string;
  readonly remarks: readonly ManifestRemark[];
}

/** Lints files as if all of their objects were applied to a cluster. */
export class ManifestLint {
  readonly #known = new WeakMap<Manifest, Known>();

  constructor(
    private readonly manifests: Pick<OpenManifests, 'drafted'>,
    private readonly analysis: Pick<Analysis, 'lintDrafts'>,
  ) {}

  /**
   * Returns the findings in a file; calculates them in the background until it, the policy or settings change.
   * @returns undefined if it was aborted.
   */
  async remarks(
    manifest: Manifest,
    policy: PolicyData,
    signal: AbortSignal,
  ): Promise<readonly ManifestRemark[] | undefined> {
    const levels = lintLevels();
    const known = this.known(manifest, policy, levels);
    if (known) return known;
    const drafted = this.manifests.drafted(manifest, policy);
    const findings = await inSlices(this.analysis.lintDrafts(drafted, levels), signal);
    if (!findings || signal.aborted) return undefined;
    const remarks = manifestRemarks(manifest, findings, levels);
    this.#known.set(manifest, { policy, levels: JSON.stringify(levels), remarks });
    return remarks;
  }

  /** Returns the findings if they are calculated. */
  known(manifest: Manifest, policy: PolicyData, levels: LintLevels = lintLevels()): Known['remarks'] | undefined {
    const known = this.#known.get(manifest);
    return known?.policy === policy && known.levels === JSON.stringify(levels) ? known.remarks : undefined;
  }
}
