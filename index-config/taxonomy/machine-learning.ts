/** Machine learning and artificial intelligence. */

import { area, topic } from './topic.ts';

export const MACHINE_LEARNING = area(topic('Machine learning', {
  words: 'ml model, ml models, ml platform, supervised learning, feature engineering, model training, machine learning model, gradient boosting, random forest, 머신러닝, 机器学习, aprendizaje automático', ambiguous: 'ML', near: 'model, training, learning, data, inference, pipeline, engineer, platform',
  signs: 'training data, hyperparameter, xgboost', tags: 'ml, machine-learning, machinelearning',
}), [
  topic('Artificial intelligence', { words: 'ai, artificial general intelligence, ai assistant, generative ai, genai, ai model, ai application, 人工智能, 인공지능', tags: 'genai, generative ai' }, 'ai'),
  topic('Large language models', { under: 'machine-learning, ai', words: 'large language model, llm, gpt-4, chatgpt, openai api, language model, llama 2, llama 3, llama, deepseek, qwen, mixtral', signs: 'prompt, context window, token generation, tokens per second, chat model, instruct model', tags: 'llm, llms, gpt, chatgpt, openai' }, 'llm'),
  topic('LLM serving', { under: 'llm, mlops', words: 'llm inference, vllm, llm serving, kv cache, pagedattention, continuous batching, model serving, tensor parallelism, prefill, prefix caching, triton inference server', signs: 'ttft, time per output token, decode phase, gpu memory, disaggregated serving, inter-token latency, token throughput', tags: 'vllm, large-scale-serving, large scale serving, disaggregation, model-support, inference' }, 'llm-serving'),
  topic('Speculative decoding', { under: 'llm-serving', words: 'speculators, draft model, eagle-3, speculator model', tags: 'speculative-decoding, speculators, dflash' }),
  topic('Model quantisation', { under: 'llm-serving', words: 'quantization, quantized model, fp8, int8, int4, llm compressor, model compression, weight quantization', signs: 'awq, gptq, nvfp4', tags: 'quantization, llm compressor, fp8' }, 'quantization'),
  topic('Mixture of experts', { under: 'llm', words: 'moe, moe model, expert parallelism', tags: 'moe' }),
  topic('Attention', { under: 'deep-learning', words: 'attention kernel, flashattention, flash attention, self-attention, attention backend, sparse attention, transformer architecture', ambiguous: 'attention', near: 'kernel, transformer, head, heads, softmax, triton', tags: 'transformer, transformers' }),
  topic('Multimodal models', { under: 'machine-learning', words: 'multimodal, vision language model, vlm, text-to-image, diffusion model, image generation, omni model, vision-language', tags: 'vllm omni, diffusion' }, 'multimodal'),
  topic('AI agents', { under: 'ai', words: 'agentic, ai agent, llm agent, agentic ai, multi-agent, tool calling, coding agent, coding assistant, claude code', tags: 'agents, agent, ai agents' }),
  topic('Model Context Protocol', { under: 'ai-agents', words: 'mcp server, mcp client, mcp servers, mcp specification, modelcontextprotocol, mcp registry, mcp apps', ambiguous: 'MCP', near: 'server, client, protocol, tool, tools, llm, agent, spec', tags: 'mcp' }, 'mcp'),
  topic('Prompt engineering', { under: 'llm', words: 'prompting, prompt template, system prompt, prompts, few-shot', tags: 'prompts, prompt' }),
  topic('Retrieval-augmented generation', { under: 'llm, search', words: 'retrieval augmented generation', ambiguous: 'RAG', near: 'llm, retrieval, embedding, vector, document' }, 'rag'),
  topic('Deep learning', { words: 'neural network, neural networks, deep neural network, convolutional neural network, transformer model, backpropagation, keras, neural net, 딥러닝, 深度学习', signs: 'gradient descent, epochs, resnet, bert, automatic differentiation', tags: 'neural networks, deep-learning, elastic training' }),
  topic('PyTorch', { under: 'deep-learning, python', words: 'torch.compile, pytorch lightning, torchvision', tags: 'torch' }),
  topic('TensorFlow', { under: 'deep-learning', words: 'tfx, tensorflow.js, tensorflow extended', signs: 'tfjob', tags: 'tfx' }),
  topic('JAX', { under: 'deep-learning', words: 'jax array', signs: 'xla' }),
  topic('Natural language processing', { words: 'nlp, text classification, named entity recognition, word embeddings, machine translation, speech recognition, spell checking', signs: 'tokenizer, word2vec, bert', tags: 'nlp, natural language, spelling, speech' }, 'nlp'),
  topic('Computer vision', { words: 'image recognition, object detection, image classification, opencv, image segmentation, face recognition', tags: 'cv, vision' }),
  topic('Recommender systems', { words: 'recommendation system, recommender system, recommendation engine, recommendations algorithm, collaborative filtering, personalization, personalisation, recommendation model, matching algorithm, 추천 모델, 추천 시스템, 推荐系统', signs: 'two-tower, matrix factorization, cold start', tags: 'recommender-system, recommendations, recommendation, personalization, matching' }),
  topic('Reinforcement learning', { words: 'rlhf, reinforcement learning from human feedback, multi-armed bandit, contextual bandit, policy gradient', tags: 'rl, rlhf, bandits' }),
  topic('MLOps', { words: 'machine learning platform, ml infrastructure, ml pipeline, model deployment, feature store, model registry, mlflow, ml workflow, machine learning workflow, ml engineer', signs: 'model serving, training job, sagemaker', tags: 'ml infrastructure, mlflow' }),
  topic('Kubeflow', { under: 'mlops, kubernetes', words: 'kubeflow pipelines, katib, kfserving, kserve, kubeflow trainer, kubeflow notebooks', signs: 'kfp, tfjob', tags: 'install kubeflow, kubeflow 1.3, kubeflow pipelines, kfserving, katib' }),
  topic('GPU computing', { under: 'hardware, performance', words: 'gpu, gpus, cuda, nvidia gpu, gpu kernel, cupy, rocm, gpu acceleration, gpu programming, rapids, numba, tpu, triton kernel', signs: 'nvidia, h100, a100, amd instinct, nvlink, hopper, blackwell', tags: 'gpu, cuda, rapids, numba, cupy, triton, rocm, nvidia' }, 'gpu'),
  topic('Ray', { under: 'distributed-systems, machine-learning', ambiguous: 'Ray', words: 'ray serve, ray cluster, kuberay, ray core', near: 'cluster, actor, distributed, anyscale, python', except: 'ray tracing, x ray' }),
  topic('Synthetic data', { words: 'data augmentation, synthetic dataset' }),
  topic('Time series forecasting', { under: 'statistics', words: 'forecasting, time series analysis, anomaly detection, demand forecasting', tags: 'forecasting, anomaly detection' }, 'forecasting'),
]);
