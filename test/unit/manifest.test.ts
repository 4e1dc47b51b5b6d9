import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as ids from '../../src/app/ids';
import { ALL_SEVERITIES } from '../../src/policy/lint/levels';
import { MANIFEST_TEXTS, manifestKeys, readManifest } from './manifest-file';

const manifest = readManifest() as {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    keybindings: { command: string; key: string; mac?: string; when?: string }[];
    views: Record<string, { id: string }[]>;
    configuration: { properties: Record<string, unknown> };
    walkthroughs: { steps: { completionEvents: string[]; media: { markdown: string }; description: string }[] }[];
    viewsWelcome: { contents: string }[];
  };
};
const { contributes } = manifest;
const sorted = (values: Iterable<string>) => [...values].sort();

/**
 * The commands that always ask for something, a choice, a text or a confirmation, before they act. Those that ask only
 * without a selected row, and those that only show a list, don't count.
 */
const ASKING: ReadonlySet<string> = new Set([
  ids.Command.resetDemo,
  ids.Command.connect,
  ids.Command.connectContext,
  ids.Command.addCluster,
  ids.Command.editCluster,
  ids.Command.removeCluster,
  ids.Command.setCredentials,
  ids.Command.signOut,
  ids.Command.filterNamespaces,
  ids.Command.createNetwork,
  ids.Command.removeNetwork,
  ids.Command.launchGroup,
  ids.Command.destroyGroup,
  ids.Command.scaleApp,
  ids.Command.cancelDeployment,
  ids.Command.addRule,
  ids.Command.moveRuleTo,
  ids.Command.createProfile,
  ids.Command.renameProfile,
  ids.Command.removeProfile,
  ids.Command.createPolicy,
  ids.Command.renamePolicy,
  ids.Command.renameObject,
  ids.Command.removePolicy,
  ids.Command.setOrder,
  ids.Command.stagePolicy,
  ids.Command.promotePolicy,
  ids.Command.createTier,
  ids.Command.addTag,
  ids.Command.renameTag,
  ids.Command.allowTraffic,
  ids.Command.showGraphOf,
  ids.Command.exportGraph,
  ids.Command.exportSvg,
  ids.Command.exportPng,
  ids.Command.exportMermaid,
  ids.Command.exportDot,
  ids.Command.exportJson,
  ids.Command.exportGraphCsv,
  ids.Command.exportMatrix,
  ids.Command.exportRecording,
  ids.Command.openRecording,
  ids.Command.explain,
  ids.Command.whoDecides,
  ids.Command.explorerWhoDecides,
  ids.Command.explainFrom,
  ids.Command.explainTo,
  ids.Command.explainFromStar,
  ids.Command.explainToStar,
  ids.Command.explainFromParty,
  ids.Command.explainToParty,
  ids.Command.renameRow,
  ids.Command.runCalicoctl,
  ids.Command.previewScript,
]);

describe('the texts of package.json', () => {
  it('are those in package.nls.json, each used once', () =>
    assert.deepEqual(sorted(manifestKeys()), sorted(Object.keys(MANIFEST_TEXTS))));
});

describe('package.json and the code', () => {
  it('name the same commands', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(Object.values(ids.Command)));
  });

  it('name the same settings', () => {
    assert.deepEqual(
      sorted(Object.keys(contributes.configuration.properties)),
      sorted(Object.values(ids.Setting).map((key) => `${ids.SECTION}.${key}`)),
    );
  });

  it('name the same lint checks, with the same severity', () => {
    const { properties } = contributes.configuration.properties[`${ids.SECTION}.${ids.Setting.lint}`] as {
      properties: Record<string, { default: string; description: string }>;
    };
    assert.deepEqual(
      Object.fromEntries(Object.entries(properties).map(([code, schema]) => [code, schema.default])),
      ALL_SEVERITIES,
    );
    for (const { description } of Object.values(properties)) assert.match(description, /\.$/);
  });

  it('name the same view', () => {
    assert.deepEqual(
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
      [ids.View.cluster],
    );
  });

  it('agree on every command in menus, welcome content and the walkthrough', () => {
    const known = new Set<string>(Object.values(ids.Command));
    const texts = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
    ];
    const linked = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command!));
    const inMenus = Object.values(contributes.menus)
      .flat()
      .map(({ command }) => command);
    assert.ok(linked.length > 5 && inMenus.length > 5);
    assert.deepEqual(
      [...linked, ...inMenus].filter((command) => !known.has(command)),
      [],
    );
  });

  it('bind keys only to existing commands, each with a context', () => {
    const known = new Set<string>(Object.values(ids.Command));
    for (const { command, key, mac, when } of contributes.keybindings) {
      assert.ok(known.has(command), command);
      assert.match(
        when ?? '',
        new RegExp(`(focusedView == ${ids.View.cluster}|activeWebviewPanelId == ${ids.View.graph})`),
        command,
      );
      if (key.includes('ctrl')) assert.equal(mac, key.replaceAll('ctrl', 'cmd'));
    }
    const keys = contributes.keybindings.map(({ key, when }) => `${key} ${when ?? ''}`);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('agree on every context key with our prefix', () => {
    const known = new Set<string>([
      ...Object.values(ids.ContextKey),
      ...Object.values(ids.View),
      ...Object.values(ids.Command),
    ]);
    const { commands, keybindings, menus, viewsWelcome, walkthroughs } = contributes;
    const mentioned = [
      ...JSON.stringify({ commands, keybindings, menus, viewsWelcome, walkthroughs }).matchAll(/calicoStars\.[\w.]+/g),
    ].map(([key]) => key);
    assert.deepEqual(
      mentioned.filter((key) => !known.has(key)),
      [],
    );
    for (const key of Object.values(ids.ContextKey)) assert.ok(mentioned.includes(key), `${key} is set and never read`);
  });

  it('give every command a title in title case, with an ellipsis exactly if it asks for something', () => {
    const small = new Set([
      'a',
      'an',
      'and',
      'as',
      'calicoctl',
      'curl',
      'docker',
      'for',
      'in',
      'kubectl',
      'of',
      'or',
      'the',
      'to',
    ]);
    for (const { command, title } of contributes.commands) {
      assert.equal(title.endsWith('…'), ASKING.has(command), `${title} (${command})`);
      for (const word of title.split(' '))
        assert.ok(small.has(word) || /^\p{Lu}/u.test(word), `“${word}” of “${title}”`);
    }
    for (const command of ASKING) assert.ok(Object.values<string>(ids.Command).includes(command), command);
  });

  it('use American spelling, and one word for one thing', () => {
    const texts = [JSON.stringify(MANIFEST_TEXTS), readFileSync('l10n/bundle.l10n.json', 'utf8')].join('\n');
    const foreign =
      /\b\w*(?:colour|behaviour|favour|neighbour|honour|centre|catalogue|cancelled|cancelling|labelled|modelled|analys(?:e|ing)\b|(?:organ|recogn|normal|color|initial|summar|minim|maxim|serial|synchron)is(?:e|ing))\w*/giu;
    assert.deepEqual(
      [...texts.matchAll(foreign)].map(([word]) => word),
      [],
    );
    assert.deepEqual(
      [...texts.matchAll(/\b(?:delete (?:the )?(?:rule|profile|network|tag|polic)|forbidden by policy)/gi)].map(
        ([word]) => word,
      ),
      [],
    );
  });

  it('put every command into one category, with a title', () => {
    for (const { category, title } of contributes.commands) assert.ok(category === 'Calico Stars' && title.length > 0);
  });
});
