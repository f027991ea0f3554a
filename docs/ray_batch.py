"""Answers a batch file of CoT Lens with Ray Data LLM and vLLM, on one machine or a cluster.

    pip install -U "ray[data,llm]>=2.49.1"
    python ray_batch.py questions.jsonl answers.jsonl --model Qwen/Qwen3-8B [--replicas 4] [--tensor-parallel 2]

Reads the lines that `cot-lens batch write --format openai` writes and writes the lines that `cot-lens batch read` takes.
Each line is answered by itself, so the order of the answers does not matter, and a line that fails becomes an error line.
Of a request's fields these count: messages, temperature, top_p, max_completion_tokens or max_tokens, seed, stop.
"""

import argparse
import json

SETTINGS = {"temperature": 1.0, "top_p": 1.0, "seed": None, "stop": None}


def read_request(row, most_tokens):
    """One line of the batch file as the engine wants it. Every row has every setting, so that all have one schema."""
    request = json.loads(row["text"])
    body = request["body"]
    params = {name: body.get(name, usual) for name, usual in SETTINGS.items()}
    params["max_tokens"] = body.get("max_completion_tokens") or body.get("max_tokens") or most_tokens
    return {"custom_id": request["custom_id"], "messages": body["messages"], "sampling_params": params}


def result_line(row, model):
    """The answer to one line, in the form of the OpenAI Batch API."""
    error = row.get("__inference_error__")
    if error:
        failed = {"code": "inference_error", "message": str(error)}
        return {"line": json.dumps({"custom_id": row["custom_id"], "response": None, "error": failed})}
    sent = int(row.get("num_input_tokens") or 0)
    made = int(row.get("num_generated_tokens") or 0)
    cut = made >= row["sampling_params"]["max_tokens"]
    body = {
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": row["generated_text"]},
                "finish_reason": "length" if cut else "stop",
            }
        ],
        "usage": {"prompt_tokens": sent, "completion_tokens": made, "total_tokens": sent + made},
    }
    response = {"status_code": 200, "request_id": row["custom_id"], "body": body}
    return {"line": json.dumps({"custom_id": row["custom_id"], "response": response, "error": None})}


def main():
    options = argparse.ArgumentParser(description="Answers a batch file with Ray Data LLM.")
    options.add_argument("questions")
    options.add_argument("answers")
    options.add_argument("--model", required=True)
    options.add_argument("--replicas", type=int, default=1, help="copies of the model")
    options.add_argument("--tensor-parallel", type=int, default=1, help="GPUs of one copy")
    options.add_argument("--max-model-len", type=int, default=32768, help="tokens of question and answer together")
    options.add_argument("--max-tokens", type=int, default=8192, help="most tokens of an answer that names no limit")
    options.add_argument("--batch-size", type=int, default=32)
    chosen = options.parse_args()

    import ray
    from ray.data.llm import build_processor, vLLMEngineProcessorConfig

    config = vLLMEngineProcessorConfig(
        model_source=chosen.model,
        concurrency=chosen.replicas,
        batch_size=chosen.batch_size,
        engine_kwargs={
            "max_model_len": chosen.max_model_len,
            "tensor_parallel_size": chosen.tensor_parallel,
        },
    )
    processor = build_processor(
        config,
        preprocess=lambda row: read_request(row, chosen.max_tokens),
        postprocess=lambda row: result_line(row, chosen.model),
    )
    answers = processor(ray.data.read_text(chosen.questions))
    with open(chosen.answers, "w", encoding="utf-8") as file:
        for row in answers.iter_rows():
            file.write(row["line"] + "\n")


if __name__ == "__main__":
    main()
