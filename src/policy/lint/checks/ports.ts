import * as l10n from '@vscode/l10n';
import { foundIn, replacement, type LintFix, type RuleLocation } from '../finding';
import type { PortSpan } from '../shape';
import { locationOf, type Check } from '../rule-list';

/** Finds ports that an `allow` opens but nothing listens on. */
export const checkPorts: Check = (list, facts, report) => {
  const { owner, direction } = list;
  const listening = direction === 'inbound' ? facts.listeningOf(owner) : facts.listening;
  if (!listening || listening.size === 0) return;
  for (const [index, shape] of list.shapes.entries()) {
    const { rule, action, protocol } = shape;
    const { ports } = shape.to;
    if (action !== 'allow' || protocol !== TCP || ports.length === 0 || ports.some((span) => hears(span, listening)))
      continue;
    const place = locationOf(list, index, shape);
    const named = (rule.dst_ports ?? []).join(', ');
    const where = ports.length === 1 ? l10n.t('port {0}', named) : l10n.t('ports {0}', named);
    const message =
      direction === 'outbound'
        ? l10n.t('No endpoint in the cluster listens on {0}; {1}.', where, spoken(listening))
        : owner.policy
          ? l10n.t('No endpoint that this policy selects listens on {0}; {1}.', where, spoken(listening))
          : l10n.t('No endpoint of this profile listens on {0}; {1}.', where, spoken(listening));
    report(foundIn('port-without-listener', place, ['dst_ports'], message, { fix: fixFor(place, ports, listening) }));
  }
};

const TCP = 6;

function hears([low, high]: PortSpan, listening: ReadonlySet<number>): boolean {
  for (const port of listening) if (low <= port && port <= high) return true;
  return false;
}

/** Suggests the listening port nearest to the one in the rule. */
function fixFor(place: RuleLocation, ports: readonly PortSpan[], listening: ReadonlySet<number>): LintFix | undefined {
  const [named] = ports;
  if (!named || ports.length > 1 || named[0] !== named[1]) return undefined;
  const [port] = [...listening].sort((a, b) => Math.abs(a - named[0]) - Math.abs(b - named[0]) || a - b);
  return port === undefined
    ? undefined
    : { title: l10n.t('Use Port {0}', port), edit: replacement(place, { ...place.rule, dst_ports: [port] }) };
}

function spoken(listening: ReadonlySet<number>): string {
  const ports = [...listening].sort((a, b) => a - b);
  if (ports.length > 5) return l10n.t('endpoints listen on other ports');
  return ports.length === 1
    ? l10n.t('expected {0}', ports.join())
    : l10n.t('endpoints listen on {0}', ports.join(', '));
}
