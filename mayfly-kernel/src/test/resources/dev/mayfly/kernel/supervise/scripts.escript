#!/usr/bin/env escript
%%! +S 1:1
%% Runs scripted failures through OTP's own supervisor and prints what started and stopped.
%%
%% Input, Erlang terms on standard input, one script each:
%%   {Number, Tree, Events}.
%%   Tree   = {sup, Id, Strategy, Intensity, Period, AutoShutdown, Restart, Significant, [Tree]}
%%          | {worker, Id, Restart, Shutdown, Significant, [N]}     the Nth starts fail
%%          | {dynamic, Id, Intensity, Period, Restart, [Worker id]}     at the top only
%%   Events = [{Second, Id, normal | shutdown | abnormal | killed}]
%% Output, one line a script: Number: entry, entry, ...
%%
%% All scripts run at once, in real seconds. OTP counts restarts by whole seconds of its monotonic
%% clock, so an event must be over within its second; each event waits until the tree has dealt with
%% the one before. A script whose event came late, on a busy machine, is answered with "late".

-module(scripts).
-mode(compile).
-behaviour(supervisor).
-export([main/1, init/1, start_dynamic/2]).

main(_) ->
    logger:set_primary_config(level, none),
    {ok, Scripts} = read([]),
    Base = erlang:monotonic_time(second) + 2,
    Self = self(),
    lists:foreach(
        fun({Number, Tree, Events}) ->
            spawn(fun() -> Self ! {Number, run(Tree, Events, Base + Number rem 3)} end)
        end,
        Scripts),
    lists:foreach(
        fun({Number, _, _}) ->
            receive
                {Number, Log} -> io:format("~b: ~s~n", [Number, lists:join(", ", Log)])
            end
        end,
        Scripts).

read(Scripts) ->
    case io:read("") of
        {ok, Script} -> read([Script | Scripts]);
        eof -> {ok, lists:reverse(Scripts)}
    end.

run(Tree, Events, Base) ->
    process_flag(trap_exit, true),
    Table = ets:new(script, [public, ordered_set]),
    await_second(Base),
    case start_sup(Table, Tree) of
        {ok, Pid} ->
            add(Pid, Tree),
            OnTime = [event(Table, Pid, Base + Second, Id, How) || {Second, Id, How} <- Events],
            stop(Table, Pid),
            case lists:all(fun(Yes) -> Yes end, OnTime) of
                true -> log(Table);
                false -> ["late"]
            end;
        {error, _} ->
            log(Table)
    end.

log(Table) -> [Text || {{log, _}, Text} <- ets:tab2list(Table)] ++ ["end"].

add(Pid, {dynamic, _, _, _, _, Ids}) -> [{ok, _} = supervisor:start_child(Pid, [Id]) || Id <- Ids];
add(_, _) -> ok.

note(Table, Text) ->
    ets:insert(Table, {{log, ets:update_counter(Table, next, 1, {next, 0})}, Text}).

await_second(Second) ->
    timer:sleep(max(0, Second * 1000 + 100 - erlang:monotonic_time(millisecond))).

%% Answers whether it was over within its second.
event(Table, Top, Second, Id, How) ->
    await_second(Second),
    case ets:lookup(Table, {pid, Id}) of
        [{_, Pid}] ->
            case is_process_alive(Pid) of
                true ->
                    Ref = monitor(process, Pid),
                    tell(Table, Id, Pid, How),
                    receive {'DOWN', Ref, _, _, _} -> ok end,
                    settle(Top, none);
                false ->
                    ok
            end;
        [] ->
            ok
    end,
    erlang:monotonic_time(second) =:= Second.

tell(Table, Id, Pid, killed) -> note(Table, "killed " ++ atom_to_list(Id)), exit(Pid, kill);
tell(_, _, Pid, How) -> Pid ! How.

%% Asks every supervisor for its children, from the top, until three answers in a row are alike.
settle(Top, Before) ->
    timer:sleep(2),
    Now = tree(Top),
    case Before of
        {Now, 2} -> ok;
        {Now, N} -> settle(Top, {Now, N + 1});
        _ -> settle(Top, {Now, 1})
    end.

tree(Pid) ->
    try supervisor:which_children(Pid) of
        Children ->
            [{Id, Child, case Type of supervisor when is_pid(Child) -> tree(Child); _ -> leaf end}
             || {Id, Child, Type, _} <- Children]
    catch exit:_ -> gone
    end.

stop(Table, Pid) ->
    case is_process_alive(Pid) of
        false ->
            note(Table, "gave up");
        true ->
            Ref = monitor(process, Pid),
            exit(Pid, shutdown),
            receive {'DOWN', Ref, _, _, _} -> ok end
    end.

start_sup(Table, {dynamic, Id, Intensity, Period, Restart, _}) ->
    supervisor:start_link(?MODULE, {Table, Id, Intensity, Period, Restart});
start_sup(Table, {sup, Id, Strategy, Intensity, Period, Auto, _, _, Children}) ->
    supervisor:start_link(?MODULE, {Table, Id, Strategy, Intensity, Period, Auto, Children}).

init({Table, Id, Strategy, Intensity, Period, Auto, Children}) ->
    note(Table, "begin " ++ atom_to_list(Id)),
    {ok, {#{strategy => Strategy, intensity => Intensity, period => Period, auto_shutdown => Auto},
          [spec(Table, Child) || Child <- Children]}};

init({Table, Id, Intensity, Period, Restart}) ->
    note(Table, "begin " ++ atom_to_list(Id)),
    {ok, {#{strategy => simple_one_for_one, intensity => Intensity, period => Period},
          [#{id => child, restart => Restart, shutdown => 5000,
             start => {?MODULE, start_dynamic, [Table]}}]}}.

spec(Table, {sup, Id, _, _, _, _, Restart, Significant, _} = Tree) ->
    #{id => Id, restart => Restart, significant => Significant, type => supervisor, shutdown => infinity,
      start => {erlang, apply, [fun() -> start_sup(Table, Tree) end, []]}};
spec(Table, {worker, Id, Restart, Shutdown, Significant, Fails}) ->
    #{id => Id, restart => Restart, significant => Significant, shutdown => Shutdown,
      start => {erlang, apply, [fun() -> start_worker(Table, Id, Shutdown, Fails) end, []]}}.

start_worker(Table, Id, Shutdown, Fails) ->
    Name = atom_to_list(Id),
    Nth = ets:update_counter(Table, {starts, Id}, 1, {{starts, Id}, 0}),
    Parent = self(),
    case lists:member(Nth, Fails) of
        true ->
            note(Table, "fail " ++ Name),
            {error, told_to};
        false ->
            Pid = spawn_link(fun() ->
                %% A brutal kill asks nobody, so such a worker cannot tell of its end.
                process_flag(trap_exit, Shutdown =/= brutal_kill),
                Parent ! {self(), ready},
                worker(Table, Name)
            end),
            receive {Pid, ready} -> ok end,
            ets:insert(Table, {{pid, Id}, Pid}),
            note(Table, "start " ++ Name),
            {ok, Pid}
    end.

start_dynamic(Table, Id) -> start_worker(Table, Id, 5000, []).

worker(Table, Name) ->
    receive
        normal -> note(Table, "normal " ++ Name);
        shutdown -> note(Table, "shutdown " ++ Name), exit(shutdown);
        abnormal -> note(Table, "abnormal " ++ Name), exit(told_to);
        {'EXIT', _, Reason} -> note(Table, "stop " ++ Name), exit(Reason)
    end.
