import { readdirSync, readFileSync } from 'node:fs';

/** Parts of command lines by which processes of the workbench are known. */
const KNOWN = [
  ['extension host', '--type=extensionHost'],
  ['language server', 'dist/server.cjs'],
] as const;

/** The most memory that the extension host and the language server had so far (VmHWM); says so where there is no /proc. */
export function memoryAtMost(): string {
  return KNOWN.map(([name, words]) => `${name} ${Math.max(0, ...peaks(words)).toFixed(0)} MB`).join(', ');
}

function peaks(words: string): readonly number[] {
  return folders().flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(words)) return [];
      const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return kilobytes === undefined ? [] : [Number(kilobytes) / 1000];
    } catch {
      // It has ended since the folder was read.
      return [];
    }
  });
}

function folders(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
