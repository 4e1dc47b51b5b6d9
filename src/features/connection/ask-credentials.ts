import type { ClusterDefinition } from '../../cluster/connection/definition';
import { ask, choose } from '../../app/text/window';
import { addressesOf, SERVICES, type CredentialStore } from './credential-store';

/** Asks for the credentials of a service and keeps or removes them; false when the person leaves it. */
export async function askCredentials(definition: ClusterDefinition, store: CredentialStore): Promise<boolean> {
  const services = SERVICES.filter((service) => addressesOf(definition, service).length > 0).map((name) => ({
    label: name,
    description: addressesOf(definition, name).join(', '),
    name,
  }));
  const service = (
    await choose(services, {
      title: `Credentials for ${definition.name}`,
      placeholder: 'Of which service? They are sent to these addresses alone.',
    })
  )?.name;
  if (service === undefined) return false;
  const title = `Credentials of ${service} in ${definition.name}`;
  const where = `For ${addressesOf(definition, service).join(', ')}.`;
  const username = await ask({
    title,
    prompt: `${where} User name. Leave it empty ${service === 'marathon' ? 'for a DC/OS token, or ' : ''}to remove what is stored.`,
  });
  if (username === undefined) return false;
  const isToken = username === '';
  const secret =
    isToken && service === 'etcd'
      ? ''
      : await ask({
          title,
          prompt: isToken ? `${where} Token. Leave it empty to remove what is stored.` : `Password of ${username}`,
          password: true,
        });
  if (secret === undefined) return false;
  if (!isToken) await store.set(definition, service, { kind: 'basic', username, password: secret });
  else if (secret === '') await store.clear(definition, service);
  else await store.set(definition, service, { kind: 'token', token: secret });
  return true;
}
