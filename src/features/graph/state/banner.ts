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
        note: `Policy keeps the collector out: profile ${missing.profile.name} has no inbound rule “${missing.text}”.`,
      }
    : node;
}

function bannerOf({ nodes }: Graph, silent: number, missing: readonly MissingRule[]): Banner | undefined {
  const probes = nodes.filter(({ kind }) => kind === 'probe').length;
  if (silent < probes && missing.length === 0) return undefined;
  const reason = silent === probes ? 'no-probe-reached' : 'some-silent';
  const title =
    silent === probes
      ? 'The collector answers, but reaches no probe'
      : `The collector reaches ${probes - silent} of ${probes} probes`;
  if (missing.length === 0) {
    return {
      reason,
      title,
      detail:
        'Policy lets it in, as far as the rules tell. The probes may be starting still, or the collector may not have asked again yet.',
      actions: [],
    };
  }
  const profiles = [...new Map(missing.map((rule) => [rule.profile.id, rule])).values()];
  const texts = [...new Set(profiles.map(({ text }) => text))];
  const one = texts.length === 1 ? texts[0] : undefined;
  return {
    reason,
    title,
    detail: `${inWords(profiles.map(({ profile }) => profile.name))} ${profiles.length === 1 ? 'lacks' : 'lack'} an inbound rule that lets it in${one === undefined ? '.' : ':'}`,
    ...(one !== undefined && { rule: one }),
    actions: profiles.map((rule) =>
      addRule(rule, one === undefined ? `Add “${rule.text}” to ${rule.profile.name}` : `Add to ${rule.profile.name}`),
    ),
  };
}

/** A button that adds the missing rule. */
export function addRule({ profile, text }: MissingRule, title: string): GraphAction {
  return { id: `addRule ${profile.id} ${text}`, title, command: 'addRule', rule: { profile: profile.id, text } };
}

function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? `Profile ${last}` : `Profiles ${names.slice(0, -1).join(', ')} and ${last}`;
}
