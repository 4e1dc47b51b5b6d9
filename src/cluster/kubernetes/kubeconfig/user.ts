import * as l10n from '@vscode/l10n';
import path from 'node:path';
import * as z from 'zod/mini';
import { PLUGIN_VERSIONS, type CredentialPlugin, type Impersonation, type KubeUser } from './context';
import { isGiven } from './given';
import type { Entry } from './parse';
import { pemOf } from './pem';

const text = z.nullish(z.string());

const plugin = z.object({
  apiVersion: text,
  command: z.string(),
  args: z.nullish(z.array(z.string())),
  env: z.nullish(z.array(z.object({ name: z.string(), value: z.string() }))),
  installHint: text,
  provideClusterInfo: z.nullish(z.boolean()),
  interactiveMode: text,
});

export const userEntry = z.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  username: text,
  password: text,
  exec: z.nullish(plugin),
  'auth-provider': z.nullish(z.object({ name: z.catch(z.string(), '') })),
  as: text,
  'as-uid': text,
  'as-groups': z.nullish(z.array(z.string())),
  'as-user-extra': z.nullish(z.record(z.string(), z.array(z.string()))),
});
type UserEntry = z.infer<typeof userEntry>;

export function userOf(name: string, entry: UserEntry, folder: string): Entry<KubeUser> {
  const provider = entry['auth-provider'];
  if (provider)
    return {
      problem: l10n.t(
        'It uses the authentication provider “{0}”, which kubectl removed in version 1.26. Use a credential plugin (“exec”) instead, such as kubelogin for OpenID Connect.',
        provider.name,
      ),
    };
  const certificate = pemOf(entry['client-certificate-data'], entry['client-certificate'], folder);
  const key = pemOf(entry['client-key-data'], entry['client-key'], folder);
  if (certificate === 'wrong' || key === 'wrong')
    return { problem: l10n.t('Its “client-certificate-data” or “client-key-data” is not Base64.') };
  if (!certificate !== !key)
    return { problem: l10n.t('It must have both a client certificate and its key, or neither.') };
  const exec = entry.exec && pluginOf(entry.exec, folder);
  if (exec && 'problem' in exec) return exec;
  const { token, tokenFile, username, password } = entry;
  const impersonate = impersonationOf(entry);
  return {
    value: {
      name,
      ...(isGiven(token) && { token: token.trim() }),
      ...(isGiven(tokenFile) && { tokenFile: path.resolve(folder, tokenFile) }),
      ...(certificate && key && { certificate, key }),
      ...(isGiven(username) && { basic: { username, password: password ?? '' } }),
      ...(exec && { plugin: exec.value }),
      ...(impersonate && { impersonate }),
    },
  };
}

/** A path with a separator is relative to the kubeconfig; a mere name is looked up in PATH. */
function pluginOf(entry: z.infer<typeof plugin>, folder: string): Entry<CredentialPlugin> {
  const apiVersion = PLUGIN_VERSIONS.find((version) => version === entry.apiVersion);
  if (!apiVersion)
    return {
      problem: l10n.t(
        'Its credential plugin uses the version “{0}”. Supported are {1}.',
        entry.apiVersion ?? '',
        PLUGIN_VERSIONS.join(', '),
      ),
    };
  if (entry.command === '') return { problem: l10n.t('Its credential plugin has no command.') };
  return {
    value: {
      apiVersion,
      command: /[/\\]/.test(entry.command) ? path.resolve(folder, entry.command) : entry.command,
      args: entry.args ?? [],
      environment: Object.fromEntries((entry.env ?? []).map(({ name, value }) => [name, value])),
      ...(isGiven(entry.installHint) && { installHint: entry.installHint }),
      wantsCluster: entry.provideClusterInfo === true,
      needsTerminal: entry.interactiveMode === 'Always',
    },
  };
}

function impersonationOf(entry: UserEntry): Impersonation | undefined {
  const { as: user, 'as-uid': uid, 'as-groups': groups, 'as-user-extra': extra } = entry;
  if (!isGiven(user) && !isGiven(uid) && !groups?.length && !extra) return undefined;
  return {
    ...(isGiven(user) && { user }),
    ...(isGiven(uid) && { uid }),
    groups: groups ?? [],
    extra: extra ?? {},
  };
}
