import * as l10n from '@vscode/l10n';
import { joined } from '../../../../base/text/list';
import { missingForProbe, tierBefore, type MissingRule } from './missing-rule';
import type { Banner, GraphAction } from '../../protocol/state';
import type { Scope } from '../scope';
import type { ObservedGraph, SilenceFacts } from '../stages';

/**
 * Finds out why resources are silent, and returns a banner with the missing rules if policy is the cause or nothing
 * answers at all.
 */
export function silenceOf(graph: ObservedGraph, scope: Scope): SilenceFacts {
  const silent = graph.nodes.filter(({ answered }) => !answered);
  const missing = new Map(
    silent.flatMap(({ id, url }) => {
      const rule = url === undefined ? undefined : missingForProbe(url, scope);
      return rule ? [[id, rule] as const] : [];
    }),
  );
  const tiers = new Map(
    silent.flatMap(({ id, url }) => {
      const tier = url === undefined ? undefined : tierBefore(url, scope);
      return tier === undefined ? [] : [[id, tier] as const];
    }),
  );
  const notes = new Map([
    ...[...tiers].map(([id, tier]) => [id, l10n.t('Policy blocks the collector: tier {0} drops it.', tier)] as const),
    ...[...missing].map(([id, rule]) => [id, noteOf(rule)] as const),
  ]);
  const banner =
    silent.length === 0 ? undefined : bannerOf(graph, silent.length, [...missing.values()], [...tiers.values()]);
  return { notes, ...(banner && { banner }) };
}

function noteOf({ profile, text }: MissingRule): string {
  return l10n.t('Policy blocks the collector: profile {0} has no inbound rule “{1}”.', profile.name, text);
}

function bannerOf(
  { nodes }: ObservedGraph,
  silent: number,
  missing: readonly MissingRule[],
  tiers: readonly string[],
): Banner | undefined {
  const probes = nodes.filter(({ kind }) => kind === 'probe').length;
  if (silent < probes && missing.length === 0 && tiers.length === 0) return undefined;
  const reason = silent === probes ? 'no-probe-reached' : 'some-silent';
  const title =
    silent === probes
      ? l10n.t('The collector responds but reaches no probes')
      : l10n.t('The collector reaches {0} of {1} probes', probes - silent, probes);
  if (missing.length === 0 && tiers.length > 0) {
    const names = joined([...new Set(tiers)]);
    return {
      reason,
      title,
      detail: l10n.t('A policy drops what the collector sends, in tier {0}. Select an edge to see why.', names),
      actions: [],
    };
  }
  if (missing.length === 0) {
    return {
      reason,
      title,
      detail: l10n.t(
        'The rules allow it. The probes may still be starting, or the collector may not have polled them yet.',
      ),
      actions: [],
    };
  }
  const profiles = [...new Map(missing.map((rule) => [rule.profile.id, rule])).values()];
  const texts = [...new Set(profiles.map(({ text }) => text))];
  const one = texts.length === 1 ? texts[0] : undefined;
  return {
    reason,
    title,
    detail: lacking(
      profiles.map(({ profile }) => profile.name),
      one !== undefined,
    ),
    ...(one !== undefined && { rule: one }),
    actions: profiles.map((rule) =>
      addRule(
        rule,
        one === undefined
          ? l10n.t('Add “{0}” to {1}', rule.text, rule.profile.name)
          : l10n.t('Add to {0}', rule.profile.name),
      ),
    ),
  };
}

/** A button that adds the missing rule. */
export function addRule({ profile, text }: MissingRule, title: string): GraphAction {
  return { id: `addRule ${profile.id} ${text}`, title, command: 'addRule', rule: { profile: profile.id, text } };
}

/** @param shown Whether the rule follows as a separate text. */
function lacking(names: readonly string[], shown: boolean): string {
  const listed = joined(names);
  if (names.length === 1)
    return shown
      ? l10n.t('Profile {0} lacks an inbound rule that allows the collector:', listed)
      : l10n.t('Profile {0} lacks an inbound rule that allows the collector.', listed);
  return shown
    ? l10n.t('Profiles {0} lack an inbound rule that allows the collector:', listed)
    : l10n.t('Profiles {0} lack inbound rules that allow the collector.', listed);
}
