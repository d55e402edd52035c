"""Random conversations with everything that chat templates look at: tools, reasoning, content lists."""

WORDS = ["lamp", "mill", "Öl", "日本", "naïve", "don't", "x<y", "[STOP]", "a\tb", "🎉", "ς", "“q”", "\\n",
         "{{ x }}", "1.5", "None", "  ", "\u00a0", "Ärger\n"]
NAMES = ["get_weather", "add", "translate"]


def text(rng, low=0):
    words = " ".join(rng.choice(WORDS) for _ in range(rng.randint(low, 6)))
    return rng.choice(["", "", " ", "\n"]) + words + rng.choice(["", "", "\n", " \n"])


def value(rng, depth=0):
    kinds = ["text", "int", "float", "bool", "null"] + (["list", "dict"] if depth < 2 else [])
    kind = rng.choice(kinds)
    if kind == "text":
        return text(rng)
    if kind == "int":
        return rng.choice([0, 1, -7, 10**12])
    if kind == "float":
        return rng.choice([0.5, 1e-7, 1e22, -2.0, 3.0000000000000004])
    if kind == "list":
        return [value(rng, depth + 1) for _ in range(rng.randint(0, 3))]
    if kind == "dict":
        return {rng.choice(WORDS) + str(i): value(rng, depth + 1) for i in range(rng.randint(0, 3))}
    return rng.choice([True, False]) if kind == "bool" else None


def call(rng):
    arguments = {name: value(rng, 1) for name in rng.sample(["city", "b", "a"], rng.randint(0, 3))}
    return {"type": "function", "id": rng.choice(["abcdefghi"] * 5 + ["short"]),
            "function": {"name": rng.choice(NAMES),
                         "arguments": str(arguments) if rng.random() < 0.1 else arguments}}


def tool(rng):
    parameters = {"type": "object", "properties": {
        name: {"type": rng.choice(["string", "number"]), "description": text(rng, 1)}
        for name in rng.sample(["city", "b", "a"], rng.randint(1, 3))}, "required": ["city"]}
    function = {"name": rng.choice(NAMES), "description": text(rng, 1), "parameters": parameters}
    if rng.random() < 0.3:
        function["return"] = {"type": "string"}
    return {"type": "function", "function": function}


def content(rng, lists):
    if rng.random() >= lists:
        return text(rng, 1)
    return [{"type": "image"} if rng.random() < 0.3 else {"type": "text", "text": text(rng, 1)}
            for _ in range(rng.randint(1, 3))]


def assistant(rng, lists, calls):
    said = {"role": "assistant", "content": content(rng, lists)}
    if rng.random() < 0.3 and isinstance(said["content"], str):
        said["content"] = f"<think>\n{text(rng)}\n</think>\n\n{said['content']}"
    if rng.random() < 0.3:
        said[rng.choice(["reasoning_content", "reasoning", "thinking"])] = text(rng)
    if rng.random() < calls:
        said["tool_calls"] = [call(rng) for _ in range(rng.choice([1, 1, 1, 2]))]
        if rng.random() < 0.3:
            said["content"] = rng.choice([None, ""])
    elif rng.random() < 0.1:
        said["tool_calls"] = None
    return said


def conversation(rng):
    """One input row of `dragoman template`."""
    lists = rng.choice([0.0, 0.0, 0.4])
    calls = rng.choice([0.0, 0.0, 0.5])
    messages = []
    if rng.random() < 0.5:
        messages.append({"role": "system", "content": text(rng, 1)})
    for _ in range(rng.randint(1, 3)):
        messages.append({"role": "user", "content": content(rng, lists)})
        if rng.random() < 0.2:
            messages[-1]["name"] = "Zoë"
        messages.append(assistant(rng, lists, calls))
        for asked in messages[-1].get("tool_calls") or []:
            messages.append({"role": "tool", "name": "add", "content": text(rng, 1),
                             "tool_call_id": asked["id"]})
        if messages[-1]["role"] == "tool" and rng.random() < 0.7:
            messages.append(assistant(rng, lists, 0.0))
    if rng.random() < 0.4:
        messages.pop()
    if rng.random() < 0.1:
        messages.insert(rng.randint(0, len(messages)),
                        {"role": rng.choice(["user", "comment", "critic"]), "content": text(rng)})
    row = {"messages": messages or [{"role": "user", "content": "x"}]}
    if rng.random() < 0.35:
        row["tools"] = [tool(rng) for _ in range(rng.randint(0, 3))]
    if rng.random() < 0.2:
        row["documents"] = [{"title": text(rng), "text": text(rng, 3)} for _ in range(2)]
    if rng.random() < 0.3:
        row["chat_template_kwargs"] = rng.choice([
            {"enable_thinking": False}, {"enable_thinking": True}, {"tools_in_user_message": False},
            {"builtin_tools": ["code", "add"]}, {"date_string": "3 Mai 2021"}, {"shout": True}])
    if rng.random() < 0.5:
        row["add_generation_prompt"] = True
    return row
