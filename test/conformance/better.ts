import { isRecord } from '../../src/base/json';
import { readPorts } from '../../src/policy/calico1/grammar/values';
import { validateRules, validateTags } from '../../src/policy/calico1/felix';
import { json, sameKeys, type CalicoctlCase, type Replayed } from './calicoctl';

/** The classes in which the product intentionally improves on calicoctl, which `apply` documents. */
export type BetterClass = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g';

/**
 * Returns the class by which a case may differ from its recording. Determined by the input and the recording; our
 * outcome must then be what the class promises.
 */
export function betterClass(test: CalicoctlCase, ours: Replayed): BetterClass | undefined {
  const refused = ours.exit === 1 && ours.output.trim() !== '' && sameKeys(ours.after, test.before);
  if (test.usage) return refused ? 'f' : undefined;
  if (test.argv.some((word, index) => index > 0 && index < 3 && (word === '.' || word === '..')))
    return refused ? 'd' : undefined;
  if (test.crash === "KeyError: 'id'") return isUpdated(test, ours) ? 'e' : undefined;
  if (test.crash !== undefined)
    return isAboutRanges(test) && ours.exit === 0 ? (isValid(test, ours) ? 'a' : undefined) : refused ? 'b' : undefined;
  if (test.stdout?.startsWith('Position ')) return refused && test.stdout.startsWith(ours.output) ? 'c' : undefined;
  if (test.stdout === 'Invalid SRCPORTS or DSTPORTS specified.\n')
    return isAboutRanges(test) && isValid(test, ours) ? 'a' : undefined;
  if (hasUnknown(test)) {
    if (/^Profile .* not found\.\n$/.test(test.stdout ?? '')) return ours.output === test.stdout ? undefined : 'e';
    return ours.exit === test.exit && sameKeys(withoutUnknown(ours.after), test.after) ? 'e' : undefined;
  }
  return refused && recordedIsBad(test) ? 'g' : undefined;
}

/** The rules on standard input replace the stored ones, whose `id` is kept. */
function isUpdated({ argv, before, stdin }: CalicoctlCase, { after, exit }: Replayed): boolean {
  const key = `/calico/v1/policy/profile/${argv[1] ?? ''}/rules`;
  const [stored, read] = [json(before[key] ?? null), json(stdin ?? null)];
  return (
    exit === 0 &&
    isRecord(stored) &&
    isRecord(read) &&
    sameKeys(after, { ...before, [key]: JSON.stringify({ id: stored['id'], ...read }) })
  );
}

/** Whether ports in the arguments, or in what was stored or read, consist of several numbers. */
function isAboutRanges({ argv, before, stdin }: CalicoctlCase): boolean {
  const words = argv.filter((_, index) => argv[index - 1] === 'ports');
  const stored = [...Object.values(before), stdin ?? ''].some((text) => /"\d+:\d+"/.test(text ?? ''));
  return (stored || words.some((word) => /\D/.test(word))) && words.every((word) => readPorts(word).ok);
}

/** Whether no previously valid profile became invalid, and a rejection changed nothing. */
function isValid({ before }: CalicoctlCase, { after, exit }: Replayed): boolean {
  if (exit !== 0) return sameKeys(after, before);
  return Object.entries(after).every(
    ([key, text]) =>
      before[key] === text || !key.endsWith('/rules') || validateRules('p', text ?? undefined).outcome === 'accepted',
  );
}

const RULE = new Set([
  'protocol',
  'src_tag',
  'src_selector',
  'src_ports',
  'src_net',
  'dst_tag',
  'dst_selector',
  'dst_ports',
  'dst_net',
  'icmp_type',
  'icmp_code',
  'action',
]);
const DOCUMENT = new Set(['id', 'inbound_rules', 'outbound_rules']);

/**
 * Whether the profile's stored document, or the one on standard input, has a key unknown to calicoctl, or lacks a
 * required one.
 */
function hasUnknown({ argv, before, networks, stdin }: CalicoctlCase): boolean {
  const [, name = ''] = argv;
  const stored = [name, ...(networks ?? []).filter((network) => network.name === name).map(({ id }) => id)];
  const texts = [
    ...stored.map((profile) => before[`/calico/v1/policy/profile/${profile}/rules`] ?? null),
    stdin ?? null,
  ];
  return texts
    .map(json)
    .filter(isRecord)
    .some((document) => {
      const rules = rulesOf(document);
      const strange = rules.some((rule) => isRecord(rule) && Object.keys(rule).some((key) => !RULE.has(key)));
      return (
        strange ||
        Object.keys(document).some((key) => !DOCUMENT.has(key)) ||
        [...DOCUMENT].some((key) => !(key in document))
      );
    });
}

function rulesOf(document: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [document['inbound_rules'], document['outbound_rules']].flatMap((list): readonly unknown[] =>
    Array.isArray(list) ? list : [],
  );
}

function withoutUnknown(after: Replayed['after']): Replayed['after'] {
  return Object.fromEntries(
    Object.entries(after).map(([key, text]) => {
      const document = json(text);
      if (!key.endsWith('/rules') || !isRecord(document)) return [key, text];
      return [key, JSON.stringify(Object.fromEntries(Object.entries(document).filter(([name]) => DOCUMENT.has(name))))];
    }),
  );
}

/**
 * Whether Felix would ignore what the original stored, or it contains a rule without action, which calicoctl can't
 * show.
 */
function recordedIsBad({ before, after }: CalicoctlCase): boolean {
  return Object.entries(after).some(([key, text]) => {
    if (text === null || before[key] === text) return false;
    if (key.endsWith('/tags')) return validateTags('p', text).outcome !== 'accepted';
    const document = json(text);
    const rules = isRecord(document) ? rulesOf(document) : [];
    return (
      key.endsWith('/rules') &&
      (validateRules('p', text).outcome !== 'accepted' || rules.some((rule) => isRecord(rule) && !('action' in rule)))
    );
  });
}
