import { parentPort, workerData } from 'node:worker_threads';
import { type AnalysisWorkerData, serveAnalyses } from '../platform/node/analysis-worker.ts';

// A thread of the pool that analyses traces; `platform/node/analysis-pool.ts` starts it.
if (parentPort) serveAnalyses(parentPort, workerData as AnalysisWorkerData);
