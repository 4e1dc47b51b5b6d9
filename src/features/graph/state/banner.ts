import * as l10n from '@vscode/l10n';
import { joined } from '../../../base/text/list';
import { missingForProbe, type MissingRule } from './missing-rule';
import type { GraphNode } from '../protocol/elements';
import type { Banner, Graph, GraphAction } from '../protocol/state';
import type { Scope } from './scope';

/**
 * Tells why resources are silent: adds to the graph's ghosts what keeps each from answering, and to the graph a banner
 * that names the missing rules, when policy is the cause or when nothing answers at all.
 */
export function withBanner(graph: Graph, scope: Scope): Graph {
  const silent = graph.nodes.filter(({ answered }) => !answered);
  if (silent.length === 0) return graph;
  const missing = new Map(
    silent.flatMap(({ id, url }) => {
      const rule = url === undefined ? undefined : missingForProbe(url, scope);
      return rule ? [[id, rule] as const] : [];
    }),
  );
  const banner = bannerOf(graph, silent.length, [...missing.values()]);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => withNote(node, missing.get(node.id))),
    ...(banner && { banner }),
  };
}

function withNote(node: GraphNode, missing: MissingRule | undefined): GraphNode {
  return missing
    ? {
        ...node,
        note: l10n.t(
          'Policy blocks the collector: profile {0} has no inbound rule “{1}”.',
          missing.profile.name,
          missing.text,
        ),
      }
    : node;
}

function bannerOf({ nodes }: Graph, silent: number, missing: readonly MissingRule[]): Banner | undefined {
  const probes = nodes.filter(({ kind }) => kind === 'probe').length;
  if (silent < probes && missing.length === 0) return undefined;
  const reason = silent === probes ? 'no-probe-reached' : 'some-silent';
  const title =
    silent === probes
      ? l10n.t('The collector responds but reaches no probes')
      : l10n.t('The collector reaches {0} of {1} probes', probes - silent, probes);
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

/** @param shown whether the rule follows as a text of its own. */
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
