import * as l10n from '@vscode/l10n';
import { networksOf } from '../../../cluster/model/indexes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { offeredPorts } from '../editor/language/completion/ports';
import { subjectOf } from '../editor/document-context';
import { parseRule } from '../../../policy/calico1/grammar';
import { displayName, renameTags } from '../../../policy/calico1/names';
import type { Profile } from '../../../policy/calico1/profile';
import type { Rule } from '../../../policy/calico1/rule';

/** Something that can be allowed: its words in a rule, as `tcp` and `to ports 9000`. */
export interface Service {
  readonly protocol: string;
  readonly ports?: string;
  /** Where a port was seen. */
  readonly hint?: string;
}

/** The port that the probes of the Stars demo answer on. */
const PROBE_PORT = 9000;

/** The TCP ports that may be meant with a profile: those its tasks declare, then those known otherwise. */
export function likelyServices(profile: string, snapshot: Snapshot): readonly Service[] {
  const subject = subjectOf(profile, snapshot);
  const known = subject ? offeredPorts(subject) : [];
  const services = known.map(({ port, users, own }): Service => ({
    protocol: 'tcp',
    ports: String(port),
    hint: `${own ? l10n.t('listening') : l10n.t('used elsewhere')}: ${users.join(', ')}`,
  }));
  return known.some(({ port }) => port === PROBE_PORT)
    ? services
    : [...services, { protocol: 'tcp', ports: String(PROBE_PORT), hint: l10n.t('the probes of the Stars demo') }];
}

/** The tag by which rules name the endpoints of a profile: its own name before others. */
export function tagOf({ name, tags }: Profile, snapshot: Snapshot): string | undefined {
  const own = new Set([name, displayName(name, networksOf(snapshot))]);
  return tags.find((tag) => own.has(tag)) ?? tags[0];
}

/** The inbound rule that allows a service to the bearers of a stored tag; undefined when its words are none. */
export function ruleFor({ protocol, ports }: Service, tag: string): Rule | undefined {
  const words = ['allow', protocol, 'from tag x', ports === undefined ? '' : l10n.t('to ports {0}', ports)].filter(
    (part) => part !== '',
  );
  const { rule } = parseRule(words.join(' '));
  return rule && renameTags(rule, () => tag);
}
