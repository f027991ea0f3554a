import type { Command } from '../context.ts';

/** `cot-lens export`: the command is there, its exporters are not yet. */
export const exportCommand: Command = {
  id: 'export',
  usage: 'export FILE... --to ID --out DIR',
  summary: 'Writes training files; this version has no exporters yet.',
  details: 'This version has no exporters yet, so every call ends with exit code 2 and writes nothing.',
  options: {
    to: { type: 'string', value: 'ID', help: 'exporter (list exporters)' },
    out: { type: 'string', value: 'DIR', help: 'folder to write to' },
    json: { type: 'boolean', help: 'report as JSON' },
  },
  run: async (args) => {
    const to = args.text('to');
    const asked = to === undefined ? '' : ` There is no exporter "${to}".`;
    return { wrong: [`This version has no exporters yet; nothing was written.${asked}`] };
  },
};
