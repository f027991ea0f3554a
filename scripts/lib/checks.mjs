import { join } from 'node:path';
import { BIN, ROOT } from './paths.mjs';
import { run } from './processes.mjs';

/** @typedef {{ name: string, passed: boolean, output: string }} Result one test of any kind */

const TYPE_PROJECTS = ['.', 'src/core', 'src/webview'];

/** @returns {Promise<Result[]>} one result per TypeScript project */
export async function types() {
  const results = [];
  for (const project of TYPE_PROJECTS) {
    results.push(await command(`types of ${project}`, 'tsc', ['--noEmit', '-p', project]));
  }
  return results;
}

/** @returns {Promise<Result[]>} */
export async function lint() {
  return [await command('lint and format', 'biome', ['check', '--error-on-warnings', '.'])];
}

/**
 * @param {string} name
 * @param {string} tool a command of node_modules/.bin
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function command(name, tool, args) {
  const { code, output } = await run(join(BIN, tool), args, { cwd: ROOT, quiet: true });
  return { name, passed: code === 0, output: code === 0 ? '' : output.trim() };
}
