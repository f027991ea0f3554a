import type { Command } from '../context.ts';
import { analyze } from './analyze.ts';
import { annotations } from './annotations.ts';
import { batch } from './batch.ts';
import { calibrate } from './calibrate.ts';
import { compare } from './compare.ts';
import { compress } from './compress.ts';
import { exportCommand } from './export.ts';
import { groups } from './groups.ts';
import { list } from './list.ts';
import { lsp } from './lsp.ts';
import { probe } from './probe.ts';
import { report } from './report.ts';
import { sample } from './sample.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  analyze,
  compress,
  batch,
  sample,
  groups,
  report,
  compare,
  annotations,
  calibrate,
  exportCommand,
  list,
  probe,
  lsp,
];
