import * as l10n from '@vscode/l10n';
import { networksOf } from '../../../cluster/model/indexes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { PROBE_PORT } from '../../../cluster/model/listening-ports';
import { offeredPorts } from '../editor/language/completion/ports';
import { subjectOf } from '../editor/document-context';
import { parseRule } from '../../../policy/calico1/grammar';
import { displayName, renameTags } from '../../../policy/calico1/names';
import type { Profile } from '../../../policy/calico1/profile';
import type { Rule } from '../../../policy/calico1/rule';

/** A service that can be allowed, as words of a rule: `tcp` and `to ports 9000`. */
export interface OfferedService {
  readonly protocol: string;
  readonly ports?: string;
  /** Where a port occurs. */
  readonly hint?: string;
}

/** Returns the likely TCP ports of a profile: those that its tasks declare, then others in use. */
export function likelyServices(profile: string, snapshot: Snapshot): readonly OfferedService[] {
  const subject = subjectOf(profile, snapshot);
  const known = subject ? offeredPorts(subject) : [];
  const services = known.map(({ port, users, own }): OfferedService => ({
    protocol: 'tcp',
    ports: String(port),
    hint: `${own ? l10n.t('listening') : l10n.t('used elsewhere')}: ${users.join(', ')}`,
  }));
  return known.some(({ port }) => port === PROBE_PORT)
    ? services
    : [...services, { protocol: 'tcp', ports: String(PROBE_PORT), hint: l10n.t('the probes of the Stars demo') }];
}

/** Returns the tag by which rules refer to the endpoints of a profile: preferably its own name. */
export function tagOf({ name, tags }: Profile, snapshot: Snapshot): string | undefined {
  const own = new Set([name, displayName(name, networksOf(snapshot))]);
  return tags.find((tag) => own.has(tag)) ?? tags[0];
}

/**
 * Returns the inbound rule that allows a service to endpoints with a stored tag; undefined if its words are invalid.
 */
export function ruleFor({ protocol, ports }: OfferedService, tag: string): Rule | undefined {
  const words = ['allow', protocol, 'from tag x', ports === undefined ? '' : l10n.t('to ports {0}', ports)].filter(
    (part) => part !== '',
  );
  const { rule } = parseRule(words.join(' '));
  return rule && renameTags(rule, () => tag);
}
