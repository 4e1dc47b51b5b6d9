import * as l10n from '@vscode/l10n';
import type { ClusterDefinition } from '../../../cluster/connection/definition';
import { ask, choose } from '../../../app/text/window';
import { addressesOf, SERVICES, type CredentialStore } from '../credential-store';

/** Asks for the credentials of a service and stores or removes them. Returns false if the user cancels. */
export async function askCredentials(definition: ClusterDefinition, store: CredentialStore): Promise<boolean> {
  const services = SERVICES.filter((service) => addressesOf(definition, service).length > 0).map((name) => ({
    label: name,
    description: addressesOf(definition, name).join(', '),
    name,
  }));
  const service = (
    await choose(services, {
      title: l10n.t('Credentials for {0}', definition.name),
      placeholder: l10n.t('Select a service. Credentials are sent only to these addresses.'),
    })
  )?.name;
  if (service === undefined) return false;
  const title = l10n.t('Credentials for {0} in {1}', service, definition.name);
  const where = l10n.t('For {0}.', addressesOf(definition, service).join(', '));
  const username = await ask({
    title,
    prompt: l10n.t(
      '{0} User name. Leave empty {1}to remove the stored credentials.',
      where,
      service === 'marathon' ? l10n.t('for a DC/OS token, or ') : '',
    ),
  });
  if (username === undefined) return false;
  const isToken = username === '';
  const secret =
    isToken && service === 'etcd'
      ? ''
      : await ask({
          title,
          prompt: isToken
            ? l10n.t('{0} Token. Leave empty to remove the stored credentials.', where)
            : l10n.t('Password for {0}', username),
          password: true,
        });
  if (secret === undefined) return false;
  if (!isToken) await store.set(definition, service, { kind: 'basic', username, password: secret });
  else if (secret === '') await store.clear(definition, service);
  else await store.set(definition, service, { kind: 'token', token: secret });
  return true;
}
