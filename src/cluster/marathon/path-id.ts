/** An id as an absolute one: a relative one is resolved against `base`, `.` and `..` are resolved, empty segments dropped (Marathon's PathId). */
export function absoluteId(id: string, base = '/'): string {
  const path: string[] = [];
  for (const segment of (id.startsWith('/') ? id : `${base}/${id}`).split('/')) {
    if (segment === '..') path.pop();
    else if (segment !== '' && segment !== '.') path.push(segment);
  }
  return `/${path.join('/')}`;
}

/** Whether an absolute id lies below a group. */
export function isBelow(id: string, group: string): boolean {
  return group === '/' ? id !== '/' : id.startsWith(`${group}/`);
}

/** An absolute id as a path of Marathon's API; each segment is escaped. */
export function pathOf(id: string): string {
  return id === '/' ? '' : id.split('/').map(encodeURIComponent).join('/');
}
