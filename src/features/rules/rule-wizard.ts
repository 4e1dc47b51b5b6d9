import * as l10n from '@vscode/l10n';
import { dataOf, networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { parseRule } from '../../policy/calico1/grammar';
import { displayName } from '../../policy/calico1/names';
import { icons } from '../../base/text/markup';
import { ask, choose as chooseOne, type Item } from '../../app/text/window';
import type { RulePreview } from './rule-preview';
import { addRuleTitle, readTypedRule, type RuleTarget } from './typed-rule';

/** An answer in the wizard: the words that it adds to the rule. */
interface WizardItem extends Item {
  readonly words: string;
  /** Asks for the words if they are not known yet. */
  readonly ask?: (title: string) => Promise<string | undefined>;
}

/**
 * Asks for a rule step by step: action, protocol, peer, ports. At the last question, previews the rule with the active
 * answer. Returns the rule's text in calicoctl's syntax, so that the user can check it; undefined if canceled.
 */
export async function askRuleStepByStep(target: RuleTarget, preview: RulePreview): Promise<string | undefined> {
  const { direction } = target;
  const snapshot = target.current();
  const show = (text: string) => preview.show(readTypedRule(text, target));
  const title = addRuleTitle(target);
  const action = await choose(`${title} (1/4)`, l10n.t('Select an action for matching packets'), [
    { label: 'allow', description: l10n.t('allow the packet'), words: 'allow' },
    { label: 'deny', description: l10n.t('silently drop the packet'), words: 'deny' },
  ]);
  if (action === undefined) return undefined;
  const protocol = await choose(`${title} (2/4)`, l10n.t('Select a protocol'), protocols());
  if (protocol === undefined) return undefined;
  const hasPorts = ['tcp', 'udp'].includes(protocol);
  const ruleOf = (peer: string, ports: string) =>
    words(
      action,
      protocol,
      ...(direction === 'inbound' ? [side('from', '', peer), side('to', ports, '')] : [side('to', ports, peer)]),
    );
  const peer = await choose(
    `${title} (3/4)`,
    direction === 'inbound' ? l10n.t('Select a source') : l10n.t('Select a destination'),
    peers(snapshot),
    hasPorts ? undefined : (answer) => show(answer === undefined ? '' : ruleOf(answer, '')),
  );
  if (peer === undefined || !hasPorts) return peer === undefined ? undefined : ruleOf(peer, '');
  const ports = await choose(
    `${title} (4/4)`,
    l10n.t('Select the destination ports'),
    portChoices(snapshot, `${action} ${protocol} to`),
    (answer) => show(answer === undefined ? '' : ruleOf(peer, answer)),
  );
  return ports === undefined ? undefined : ruleOf(peer, ports);
}

const protocols = (): readonly WizardItem[] => [
  { label: 'tcp', words: 'tcp' },
  { label: 'udp', words: 'udp' },
  { label: 'icmp', description: 'IPv4', words: 'icmp' },
  { label: 'icmpv6', description: 'IPv6', words: 'icmpv6' },
  { label: 'any', description: l10n.t('any protocol'), words: '' },
];

function peers(snapshot: Snapshot): readonly WizardItem[] {
  const policy = dataOf(snapshot.policy);
  const tags = new Set(policy?.profiles.flatMap((profile) => (profile.kind === 'profile' ? profile.tags : [])));
  return [
    { label: icons`$(globe) ${l10n.t('Anyone')}`, description: l10n.t('including outside the cluster'), words: '' },
    ...[...tags]
      .map((tag) => displayName(tag, networksOf(snapshot)))
      .map((tag) => ({
        label: icons`$(tag) ${tag}`,
        description: l10n.t('endpoints whose profile has this tag'),
        words: `tag ${tag}`,
      })),
    ...(policy?.pools.map(({ cidr }) => ({
      label: icons`$(symbol-numeric) ${cidr}`,
      description: l10n.t('IP pool'),
      words: `cidr ${cidr}`,
    })) ?? []),
    {
      label: icons`$(edit) ${l10n.t('An address range…')}`,
      words: '',
      ask: (title) => askWords(title, l10n.t('Address range'), '10.0.0.0/8', 'cidr', 'allow from'),
    },
  ];
}

function portChoices(snapshot: Snapshot, before: string): readonly WizardItem[] {
  const declared = new Set(dataOf(snapshot.marathon)?.apps.flatMap(({ ports }) => ports));
  return [
    { label: l10n.t('All ports'), words: '' },
    ...[...new Set([9000, ...declared])]
      .sort((a, b) => a - b)
      .map((port) => ({
        label: String(port),
        ...(declared.has(port) && { description: l10n.t('declared by an app') }),
        words: `ports ${port}`,
      })),
    {
      label: icons`$(edit) ${l10n.t('Other ports…')}`,
      words: '',
      ask: (title) => askWords(title, l10n.t('Ports, with a colon for ranges'), '80,443,8000:9000', 'ports', before),
    },
  ];
}

/** @param look Called with the words of each active answer; undefined if they will be asked for. */
async function choose(
  title: string,
  placeholder: string,
  choices: readonly WizardItem[],
  look?: (words: string | undefined) => unknown,
): Promise<string | undefined> {
  const chosen = await chooseOne(choices, {
    title,
    placeholder,
    ...(look && { look: (item) => look(item.ask ? undefined : item.words) }),
  });
  return chosen?.ask ? chosen.ask(title) : chosen?.words;
}

/** Asks for the value of a keyword and validates it with the rule grammar, after the preceding words. */
async function askWords(
  title: string,
  prompt: string,
  placeholder: string,
  keyword: string,
  before: string,
): Promise<string | undefined> {
  const value = await ask({
    title,
    prompt,
    placeholder,
    check: (text) => parseRule(`${before} ${keyword} ${text}`).errors[0]?.message,
  });
  return value === undefined ? undefined : `${keyword} ${value}`;
}

function side(keyword: 'from' | 'to', ports: string, peer: string): string {
  return ports === '' && peer === '' ? '' : words(keyword, ports, peer);
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
