import * as l10n from '@vscode/l10n';
import {
  labelMissOf,
  nameOf,
  nearMisses,
  servicePortOf,
  skippedRules,
  unselecting,
  type LabelMiss,
  type NearMiss,
  type PlaceTeller,
  type SkippedRule,
} from '../../policy/explain';
import type { Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/names';
import type { CompiledModel, Verdict } from '../../policy/verdict';
import type { Condition } from '../../policy/verdict/match';
import { objectPlaceOf } from './object-changes';
import type { ExplanationView } from './protocol';

type MissView = ExplanationView['misses'][number];

/** What would nearly have allowed a denied connection. */
interface Misses {
  readonly skipped: readonly SkippedRule[];
  readonly unselecting: ReturnType<typeof unselecting>;
  readonly near: readonly NearMiss[];
}

/** Finds what would nearly have allowed a denied connection. */
export function missesOf(verdict: Verdict, model: CompiledModel): Misses {
  return {
    skipped: skippedRules(verdict, model),
    unselecting: unselecting(verdict, model),
    near: nearMisses(verdict, model),
  };
}

/**
 * Describes what would nearly have allowed a denied connection, and what keeps it from doing so.
 * @param placeOf Tells where rules stand.
 */
export function missViews(misses: Misses, model: CompiledModel, snapshot: Snapshot, placeOf: PlaceTeller): MissView[] {
  const { party } = namesOf(snapshot);
  const shown: Naming = ({ id }) => party?.(id) ?? id;
  return [
    ...misses.skipped.map((skipped) => skippedView(skipped, placeOf)),
    ...misses.unselecting.map(({ policy, rule, ...miss }) => ({
      text: l10n.t(
        '{0} would allow it at {1} if it applied to {2}. {3}',
        nameOf(policy.origin.object),
        placeOf(rule.origin),
        shown(miss.endpoint),
        labelText(miss, shown),
      ),
      ...objectPlaceOf(policy.origin.object, ['spec', 'selector']),
    })),
    ...misses.near.map((miss) => nearView(miss, model, shown, placeOf)),
  ];
}

/** Returns the displayed name of an endpoint. */
type Naming = (endpoint: LabelMiss['endpoint']) => string;

function nearView(miss: NearMiss, model: CompiledModel, shown: Naming, placeOf: PlaceTeller): MissView {
  const { policy, rule, unmet, stage } = miss;
  const text = l10n.t(
    '{0} would allow it at {1} except for {2}.',
    nameOf(policy.origin.object),
    placeOf(rule.origin),
    unmet.map((condition) => conditionText(condition)).join(', '),
  );
  const label = labelMissOf(miss);
  const servicePort = servicePortOf(miss, model);
  const why = label
    ? labelText(label, shown)
    : servicePort === undefined
      ? undefined
      : l10n.t(
          'Port {0} is the service’s own: the rule must name its target port {1}.',
          servicePort,
          stage.packet.destinationPort,
        );
  return {
    text: why === undefined ? text : `${text} ${why}`,
    ...objectPlaceOf(rule.origin.object, rule.origin.path),
  };
}

function labelText({ endpoint, key, value, needs }: LabelMiss, shown: Naming): string {
  return value === undefined
    ? l10n.t('The selector needs {0}, and {1} has no label {2}.', needs, shown(endpoint), key)
    : l10n.t('The selector needs {0}, and {1} has {2}={3}.', needs, shown(endpoint), key, value);
}

/** Describes a rule that an earlier one keeps from allowing the connection. */
function skippedView({ rule, by }: SkippedRule, placeOf: PlaceTeller): MissView {
  const { object, path } = rule.origin;
  const earlier = [nameOf(by.rule.origin.object), placeOf(by.rule.origin)] as const;
  const text =
    by.rule.action === 'pass'
      ? l10n.t(
          '{0} would allow it at {1}, but {2} passes it on to a later tier before, at {3}.',
          nameOf(object),
          placeOf(rule.origin),
          ...earlier,
        )
      : l10n.t(
          '{0} would allow it at {1}, but {2} denies it before, at {3}.',
          nameOf(object),
          placeOf(rule.origin),
          ...earlier,
        );
  return { text, ...objectPlaceOf(object, path) };
}

/** Names a condition by the field that states it. */
function conditionText(condition: Condition): string {
  const [side, part = ''] = condition.split('.');
  if (side !== 'source' && side !== 'destination') return l10n.t('the {0}', condition);
  const noun = part === 'peers' ? 'selector' : part === 'notPeers' ? 'notSelector' : part;
  return side === 'source' ? l10n.t('the source’s {0}', noun) : l10n.t('the destination’s {0}', noun);
}
