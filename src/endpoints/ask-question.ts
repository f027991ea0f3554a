import type { JsonObject } from '../base/json.ts';
import type { ModelAnswer, ModelQuestion } from '../core/compress/model-questions.ts';
import { questionModel } from '../core/compress/model-questions.ts';
import type { ModelUsage } from '../core/model/variant.ts';
import type { EndpointTrouble } from './errors.ts';
import { type EndpointProfile, hostOf } from './profile.ts';
import { type Asked, strategyModel } from './strategy-model.ts';
import type { Completion, OnText } from './types.ts';

/** An answer with what is known of it. */
export interface AnsweredQuestion {
  readonly answer: ModelAnswer;
  /** Name of the model as the server says it. */
  readonly model?: string;
  readonly usage?: ModelUsage;
  /** Set when every further question would fail in the same way: the reason. */
  readonly stop?: string;
  /** Nobody was there to ask. */
  readonly unreachable?: true;
}

/** Trouble that no further request can be spared of. */
const HOPELESS = new Set<EndpointTrouble['kind']>([
  'misconfigured',
  'unauthorized',
  'no-credit',
  'not-found',
  'spend-limit',
]);

/** Asks single questions and says what each took. Rejects only when `signal` is aborted. */
export function questionAsker(
  client: Asked,
  options: { readonly signal: AbortSignal; readonly onText?: OnText },
): (question: ModelQuestion) => Promise<AnsweredQuestion> {
  return async (question) => {
    let completion: Completion | undefined;
    let trouble: EndpointTrouble | undefined;
    const model = strategyModel(client, {
      ...options,
      onReply: (reply) => {
        completion = reply;
      },
      onTrouble: (met) => {
        trouble = met;
      },
    });
    const answer = await questionModel(model, question);
    return { answer, ...aboutReply(completion), ...aboutTrouble(trouble) };
  };
}

function aboutReply(completion: Completion | undefined): Pick<AnsweredQuestion, 'model' | 'usage'> {
  if (completion === undefined) return {};
  const { usage, cost, model } = completion;
  const figures: ModelUsage = {
    ...(usage?.inputTokens === undefined ? {} : { inputTokens: usage.inputTokens }),
    ...(usage?.outputTokens === undefined ? {} : { outputTokens: usage.outputTokens }),
    ...(cost === undefined ? {} : { cost: cost.amount }),
  };
  return { model, ...(Object.keys(figures).length === 0 ? {} : { usage: figures }) };
}

function aboutTrouble(trouble: EndpointTrouble | undefined): Pick<AnsweredQuestion, 'stop' | 'unreachable'> {
  if (trouble === undefined) return {};
  if (HOPELESS.has(trouble.kind)) return { stop: trouble.message };
  return trouble.kind === 'unreachable' ? { unreachable: true } : {};
}

/** What a reply depends on besides the question: model, host, and the request fields that the profile adds. */
export function modelIdentity(profile: EndpointProfile): {
  readonly name: string;
  readonly host: string;
  readonly request: JsonObject;
} {
  const { model, baseUrl, kind, temperature, maxTokens, extraBody } = profile;
  const request: JsonObject = {
    kind,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(Object.keys(extraBody).length === 0 ? {} : { extraBody }),
  };
  return { name: model, host: hostOf(baseUrl), request };
}
