const NAMES = ['memory_finish_edits', 'memory_insert', 'memory_replace', 'memory_rethink'] as const;

const DESCRIPTIONS: Record<(typeof NAMES)[number], string> = {
  memory_finish_edits: 'Ends the edits.',
  memory_insert: 'Inserts lines into a memory block.',
  memory_replace: 'Replaces an exact piece of text in a memory block.',
  memory_rethink: 'Writes a memory block anew.',
};

/** The tools of every memory agent, as Letta lists them. */
export const AGENT_TOOLS = NAMES.map((name, index) => ({
  id: `tool-00000000-0000-4000-8000-00000000000${index + 1}`,
  tool_type: 'letta_sleeptime_core',
  description: DESCRIPTIONS[name],
  source_type: 'python',
  name,
  tags: ['letta_sleeptime_core'],
  source_code: null,
  json_schema: null,
  args_json_schema: null,
  return_char_limit: 50_000,
  pip_requirements: null,
  npm_requirements: null,
  default_requires_approval: null,
  enable_parallel_execution: false,
  created_by_id: null,
  last_updated_by_id: null,
  metadata_: {},
  project_id: null,
}));

/** What comes after each tool, as Letta tells it. */
export const TOOL_RULES = NAMES.map((name) => ({
  tool_name: name,
  type: name === 'memory_finish_edits' ? 'exit_loop' : 'continue_loop',
  prompt_template: null,
}));
