import assert from 'node:assert/strict';
import { rangesText } from '../../../src/features/explanation/range-text';
import { ICMP, SCTP, TCP, UDP } from '../../../src/policy/model/protocol';

const range = (protocol: number, first: number, last = first) => ({ protocol, first, last });

describe('the text of what is open', () => {
  for (const [ranges, text] of [
    [[range(TCP, 80)], 'tcp 80'],
    [[range(TCP, 80), range(TCP, 8000, 8999)], 'tcp 80, tcp 8000–8999'],
    [[range(TCP, 1, 65_535), range(SCTP, 1, 65_535), range(ICMP, 0)], 'all tcp ports, all sctp ports, icmp'],
    [[range(UDP, 1, 4788), range(UDP, 4790, 65_535)], 'all udp ports except 4789'],
    [[range(UDP, 2, 65_535)], 'all udp ports except 1'],
    [[range(TCP, 1, 79), range(TCP, 100, 65_535)], 'tcp 1–79, tcp 100–65535'],
    [[], ''],
  ] as const)
    it(text === '' ? 'is empty for nothing' : `is ${text}`, () => assert.equal(rangesText(ranges), text));
});
