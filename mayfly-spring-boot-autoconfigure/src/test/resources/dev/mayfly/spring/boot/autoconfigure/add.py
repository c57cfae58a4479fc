import json, sys
request = json.loads(sys.stdin.readline())
def say(**message): print(json.dumps(message), flush=True)
say(progress=0.5, message="adding")
say(log="got %d numbers" % len(request["numbers"]))
say(result=sum(request["numbers"]))
