import { modelOf } from './cluster';

/**
 * Returns why a tool that reads Calico's policies may differ from Calico; undefined without a known reason. The tool
 * accepts policies that no server accepts, evaluates policies of equal order in the order of its input, and interprets
 * `all()` and `global()` in a longer `namespaceSelector` differently from Calico's update processors.
 */
export function disagreement(objects: readonly unknown[]): string | undefined {
  const { policies, problems } = modelOf(objects, { planned: true });
  if (problems.some(({ kind }) => kind === 'dropped')) return 'the tool takes a policy that no server takes';
  const written = objects.map((object) => (object as { readonly metadata: { readonly name: string } }).metadata.name);
  const place = (tieBreak: string) => written.indexOf(tieBreak.slice(0, tieBreak.indexOf('/')));
  const tied = policies.some((policy, index) => {
    const next = policies[index + 1];
    return next?.tier === policy.tier && next.order === policy.order && place(policy.tieBreak) > place(next.tieBreak);
  });
  if (tied) return 'the tool orders policies of one order by its input';
  const selectors = JSON.stringify(objects).matchAll(/"namespaceSelector":"([^"]*)"/g);
  const odd = [...selectors].some(([, text = '']) => /(all|global)\(\)/.test(text) && !/^(all|global)\(\)$/.test(text));
  return odd ? 'the tool reads global() and all() inside a namespaceSelector otherwise' : undefined;
}
