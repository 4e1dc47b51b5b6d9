import * as l10n from '@vscode/l10n';
import { protocolName } from '../../policy/model/protocol';
import type { OpenRange } from '../../policy/reach';

const LAST_PORT = 65_535;

/** Maximum number of ports that are named as exceptions: `all udp ports except 4789`. */
const EXCEPTIONS = 2;

/** Describes what is open or closed between two ends: `tcp 80, tcp 8000–8999, all udp ports, icmp`. */
export function rangesText(ranges: readonly OpenRange[]): string {
  const protocols = [...new Set(ranges.map(({ protocol }) => protocol))];
  return protocols
    .flatMap((protocol) => {
      const name = protocolName(protocol).toLowerCase();
      const own = ranges.filter((range) => range.protocol === protocol);
      if (own.every(({ last }) => last === 0)) return [name];
      const gaps = gapsOf(own);
      if (gaps.length === 0) return [l10n.t('all {0} ports', name)];
      if (gaps.length <= EXCEPTIONS && gaps.every(({ first, last }) => first === last))
        return [l10n.t('all {0} ports except {1}', name, gaps.map(({ first }) => first).join(', '))];
      return own.map(({ first, last }) => (first === last ? `${name} ${first}` : `${name} ${first}–${last}`));
    })
    .join(', ');
}

/** The ports between ranges, which are in order. Port 0 can't be connected to. */
function gapsOf(ranges: readonly OpenRange[]): readonly Pick<OpenRange, 'first' | 'last'>[] {
  const gaps = [];
  let next = 1;
  for (const { first, last } of ranges) {
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = Math.max(next, last + 1);
  }
  return next <= LAST_PORT ? [...gaps, { first: next, last: LAST_PORT }] : gaps;
}
