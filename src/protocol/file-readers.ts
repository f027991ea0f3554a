import type { FileReader } from './settings.ts';

/**
 * What reads a file by the setting `cotLens.fileReaders`: the first glob that fits its path (with `/`), or null.
 * A glob without `/` is compared with the file's name, any other with the end of the path.
 */
export function fileReaderFor(path: string, fileReaders: readonly FileReader[]): FileReader['reader'] | null {
  const found = fileReaders.find(({ glob }) => globFits(glob, path));
  return found?.reader ?? null;
}

/** Globs know `*` (within a name), `**` (over folders) and `?`. Time is glob length times path length at most. */
export function globFits(glob: string, path: string): boolean {
  const subject = glob.includes('/') ? path : (path.split('/').at(-1) ?? path);
  const pattern = glob.includes('/') && !glob.startsWith('/') && !glob.startsWith('**') ? `**/${glob}` : glob;
  return matches(partsOf(pattern), subject);
}

type Part = { readonly kind: 'char'; readonly char: string } | { readonly kind: 'one' | 'name' | 'folders' | 'all' };

function partsOf(glob: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < glob.length; at++) {
    if (glob.startsWith('**/', at)) {
      parts.push({ kind: 'folders' });
      at += 2;
    } else if (glob.startsWith('**', at)) {
      parts.push({ kind: 'all' });
      at += 1;
    } else if (glob.charAt(at) === '*') parts.push({ kind: 'name' });
    else if (glob.charAt(at) === '?') parts.push({ kind: 'one' });
    else parts.push({ kind: 'char', char: glob.charAt(at) });
  }
  return parts;
}

/** Walks the pattern with the set of places in the text that are reachable so far. */
function matches(parts: readonly Part[], text: string): boolean {
  let places = new Uint8Array(text.length + 1);
  places[0] = 1;
  for (const part of parts) {
    const next = new Uint8Array(text.length + 1);
    let open = false;
    for (let at = 0; at <= text.length; at++) {
      const before = text.charAt(at - 1);
      const here = places[at] === 1;
      if (part.kind === 'char' || part.kind === 'one') {
        const fits = part.kind === 'char' ? before === part.char : before !== '/';
        if (at > 0 && places[at - 1] === 1 && fits) next[at] = 1;
        continue;
      }
      if (part.kind === 'name' && before === '/') open = false;
      if (here) open = true;
      if (!open) continue;
      // `**/` covers nothing or whole folders, each with its slash.
      if (part.kind !== 'folders' || here || before === '/') next[at] = 1;
    }
    places = next;
  }
  return places[text.length] === 1;
}
