/**
 * Returns an ID as an absolute one, as Marathon's PathId does: resolves a relative ID against `base`, resolves `.` and
 * `..`, and drops empty segments.
 */
export function absoluteId(id: string, base = '/'): string {
  const path: string[] = [];
  for (const segment of (id.startsWith('/') ? id : `${base}/${id}`).split('/')) {
    if (segment === '..') path.pop();
    else if (segment !== '' && segment !== '.') path.push(segment);
  }
  return `/${path.join('/')}`;
}

/** Whether an absolute ID is below a group. */
export function isBelow(id: string, group: string): boolean {
  return group === '/' ? id !== '/' : id.startsWith(`${group}/`);
}

/** Returns an absolute ID as a path of Marathon's API, with escaped segments. */
export function pathOf(id: string): string {
  return id === '/' ? '' : id.split('/').map(encodeURIComponent).join('/');
}
