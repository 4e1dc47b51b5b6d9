import type { Network } from '../model/address';
import { CODE, DESTINATION, HEAD, NOT, TESTS, type Program } from '../verdict/code';

/** A test of a program that depends on an address, by tag or network. */
export interface AddressTest {
  /** Its offset in the code. */
  readonly at: number;
  readonly tag: string | undefined;
  readonly network: Network | undefined;
}

const known = new WeakMap<Program, readonly AddressTest[]>();

/** Returns the address tests of a program. */
export function addressTests(program: Program): readonly AddressTest[] {
  let tests = known.get(program);
  if (!tests) known.set(program, (tests = findTests(program)));
  return tests;
}

function findTests({ code, tags, networks }: Program): AddressTest[] {
  const tests: AddressTest[] = [];
  for (let rule = 0; rule < code.length; rule = code[rule + HEAD.end] ?? code.length) {
    for (let at = rule + TESTS; at < (code[rule + HEAD.testsEnd] ?? 0); at += 3) {
      const kind = (code[at] ?? 0) & ~(NOT | DESTINATION);
      const operand = code[at + 1] ?? 0;
      if (kind === CODE.tag || kind === CODE.selector) tests.push({ at, tag: tags[operand], network: undefined });
      else if (kind === CODE.ipv6) tests.push({ at, tag: undefined, network: networks[operand] });
      else if (kind === CODE.ipv4)
        tests.push({
          at,
          tag: undefined,
          network: { version: 4, words: [operand >>> 0], prefix: Math.clz32(~(code[at + 2] ?? 0)) },
        });
    }
  }
  return tests;
}
