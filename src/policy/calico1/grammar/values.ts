import { isRecord, isTooDeep, parseJson } from '../../../base/json';
import * as l10n from '@vscode/l10n';
import { formatNetwork, parseNetwork } from '../../model/address';
import { NAME, type Port } from '../rule';

/** A value read from a word, or an error: a sentence, and a correction if there is one. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly suggestion?: string };

const bad = (message: string, suggestion?: string): Read<never> => ({
  ok: false,
  message,
  ...(suggestion !== undefined && { suggestion }),
});

/**
 * Parses ports and ranges, for example `80,8000-9000`; ranges become `lo:hi`, and a range of one port becomes that port
 * (Felix requires lo < hi).
 */
export function readPorts(word: string): Read<Port[]> {
  const ports: Port[] = [];
  for (const part of word.split(',')) {
    const range = /^(\d+)(?:[:-](\d+))?$/.exec(part);
    if (!range) return bad(l10n.t('“{0}” is not a valid port. Use ports such as 80, 80,443 or 8000:9000.', part));
    const low = Number(range[1]);
    const high = Number(range[2] ?? range[1]);
    if (low > 65535 || high > 65535)
      return bad(l10n.t('Port {0} is out of range: ports range from 0 to 65535.', Math.max(low, high)));
    if (low > high)
      return bad(l10n.t('The range {0} ends before it starts.', part), word.replace(part, `${high}:${low}`));
    ports.push(low === high ? low : `${low}:${high}`);
  }
  return { ok: true, value: ports };
}

/** Parses a tag's name. */
export function readTag(word: string): Read<string> {
  return NAME.test(word)
    ? { ok: true, value: word }
    : bad(l10n.t('“{0}” is not a valid tag. Tags consist of letters, digits, dots, dashes and underscores.', word));
}

/** Parses a CIDR into its stored form: host bits kept, prefix length always present. */
export function readCidr(word: string): Read<string> {
  const network = parseNetwork(word);
  return network
    ? { ok: true, value: formatNetwork(network) }
    : bad(l10n.t('“{0}” is not a valid CIDR, such as 10.0.0.0/8 or fd00::/8.', word));
}

/** Parses an integer from `least` to `most`. */
export function readNumber(word: string, name: string, least: number, most: number): Read<number> {
  const value = /^\d+$/.test(word) ? Number(word) : NaN;
  return value >= least && value <= most
    ? { ok: true, value }
    : bad(l10n.t('“{0}” is not {1}: expected a number from {2} to {3}.', word, name, least, most));
}

/** Parses a JSON object. */
export function readObject(text: string): Read<Readonly<Record<string, unknown>>> {
  const value = isTooDeep(text) ? undefined : parseJson(text);
  if (isRecord(value)) return { ok: true, value };
  return bad(l10n.t('Expected one JSON object after “with”, for example {"comment": "x"}.'));
}
