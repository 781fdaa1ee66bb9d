package dev.backstep.app.kernel;

import dev.backstep.app.kernel.KernelPool.Outcome;
import dev.backstep.app.replay.ProblemText;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.tasks.Background;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Event;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Runs the program in the background, as it is typed or when asked, and tells the [Replay], the [SessionViewModel]
/// and the [Console] what came of it. The newest run wins. What goes wrong while a person types is shown when it stays
/// wrong ([Calm]). Belongs to the JavaFX application thread, which it never makes wait.
public final class Runner {
    /// How long after the last key the program is run. A program is run in a few milliseconds, so this only gathers
    /// what comes at once: an edit in several places, or keys that were held up.
    static final Duration LIVE_DELAY = Duration.ofMillis(20);

    private static final String NOT_KEPT = " What it did is not kept; the picture is of a run before.";

    private final ProgramHost host;
    private final Replay replay;
    private final SessionViewModel session;
    private final Console console;
    private final Executor window;
    private final Tasks.Slot<Result> slot;
    private final Calm calm;
    private @Nullable ConsoleFeed feed; // of the run under way
    private long runs;
    private boolean hasRun;
    private boolean outdated; // the text has changed, and no newer run was asked for

    /// What the background work hands over.
    ///
    /// @param index of the run's recording, made where it does not make the window wait; null if there is none
    private record Result(Outcome outcome, @Nullable RecordingIndex index) {
        static Result of(Outcome outcome) {
            Background.only();
            var reply = switch (outcome) {
                case Outcome.Finished(var finished) -> finished;
                case Outcome.TimedOut(var limit, var finished) -> finished;
                default -> null;
            };
            var recording = reply == null ? null : reply.recording();
            return new Result(outcome, recording == null ? null : RecordingIndex.of(recording));
        }
    }

    /// @param window the JavaFX application thread, where `tasks` delivers its results
    public Runner(
            Tasks tasks, ProgramHost host, Replay replay, SessionViewModel session, Console console, Executor window) {
        this.host = host;
        this.replay = replay;
        this.session = session;
        this.console = console;
        this.window = window;
        this.slot = tasks.slot("run");
        this.calm = new Calm(tasks, session);
        replay.momentProperty().subscribe((before, now) -> {
            if (!now.sameRecording(before)) {
                session.othersPicture.set(false);
            }
        });
    }

    /// What the pool should tell so that the window knows how the kernel is.
    ///
    /// @param window the JavaFX application thread
    public static KernelPool.Listener listener(SessionViewModel session, Executor window) {
        return new KernelPool.Listener() {
            @Override
            public void stateChanged(KernelPool.State state) {
                window.execute(() -> session.kernel.set(state));
            }

            /// Not yet: drivers take a processor's time, which the first frame and the first graph need.
            @Override
            public boolean wantsDevices() {
                return false;
            }

            @Override
            public void found(Reply.Devices found) {
                window.execute(() -> session.devices()
                        .found(found)
                        .ifPresent(news -> session.show(new Notice(Notice.Level.INFORMATION, news))));
            }

            @Override
            public void gpuFailed(String reason) {
                window.execute(() -> {
                    session.devices().lost(reason);
                    session.show(new Notice(Notice.Level.WARNING, reason));
                });
            }

            @Override
            public void diedIdle(String message) {
                window.execute(() -> session.complain(Notice.Level.ERROR, message));
            }
        };
    }

    /// Whether the present program was run: it may be a recording that was only opened.
    public boolean hasRun() {
        return hasRun;
    }

    /// Asks what programs can run on, which is found out beside whatever runs.
    public void findDevices() {
        host.findDevices();
    }

    /// The text has changed: runs it once typing pauses, if live.
    public void edited(Program program) {
        if (session.liveProperty().get()) {
            submit(program, LIVE_DELAY, session.liveLimitProperty().get(), true);
        } else {
            outdated = true;
            replay.markStale();
        }
    }

    /// Runs a program now.
    public void run(Program program) {
        submit(program, Duration.ZERO, session.runLimitProperty().get(), false);
    }

    /// Stops the running program; what it did until then is shown.
    public void stop() {
        host.interrupt();
    }

    /// Another program takes the place of the present one: stops what runs, if anything, and drops what it did. What is
    /// shown is that other program's no more.
    public void cancel() {
        slot.cancel();
        calm.forget();
        session.othersPicture.set(true);
        hasRun = false;
        outdated = false;
        closeFeed();
        session.running.set(false);
    }

    /// Replaces the kernel by a fresh one, which may find GPUs that the present one has lost.
    public void restartKernel() {
        if (session.devices().obstacleProperty().get().isPresent()) {
            session.devices().forget();
        }
        host.restart();
    }

    private void submit(Program program, Duration delay, Duration limit, boolean live) {
        closeFeed();
        hasRun = true;
        outdated = false;
        var text = new ConsoleFeed(console, live);
        feed = text;
        session.running.set(true);
        if (!live) {
            calm.forget();
            session.dismissComplaint();
        }
        calm.begun(() -> {
            session.dismissComplaint();
            text.open();
            if (!isOf(program, replay.moment().recording())) {
                replay.markStale();
            }
        });
        var losses = session.devices().losses();
        var request = program.request(
                ++runs,
                session.seedProperty().get(),
                session.devices().deviceProperty().get(),
                true);
        slot.submitAfter(
                delay,
                progress -> Result.of(host.run(request, limit, new Hearing(text))),
                result -> {
                    if (result.outcome instanceof Outcome.Died
                            && session.devices().losses() > losses) {
                        // Once, for from now on there is no GPU.
                        submit(program, Duration.ZERO, limit, live);
                    } else {
                        finished(result, text, live);
                    }
                },
                e -> failed(e, text, live));
    }

    /// What the program says goes to the console.
    private final class Hearing implements KernelPool.Audience {
        private final ConsoleFeed text;

        Hearing(ConsoleFeed text) {
            this.text = text;
        }

        @Override
        public void printed(Reply.Output output) {
            text.print(output.stream(), output.text());
        }

        @Override
        public void restarted(Reply.Restarted again) {
            text.restart();
            window.execute(() -> gpuLost(again.reason()));
        }
    }

    private void gpuLost(String reason) {
        session.devices().lost(reason);
        session.show(new Notice(
                Notice.Level.WARNING,
                DeviceViewModel.sentence(reason)
                        + " The program was started again on the CPU; what it had printed before is gone."));
    }

    private void finished(Result result, ConsoleFeed text, boolean live) {
        end(live && mayBeHalfAWord(result.outcome), () -> {
            show(result, text, live);
            text.finish();
        });
    }

    private void failed(Throwable e, ConsoleFeed text, boolean live) {
        end(live, () -> {
            replay.markStale();
            text.finish();
            session.complain(Notice.Level.ERROR, "The program could not be run: " + e);
        });
    }

    /// The run is over.
    ///
    /// @param show shows what it did
    private void end(boolean badly, Runnable show) {
        session.running.set(false);
        feed = null;
        Runnable last = () -> {
            show.run();
            if (outdated) {
                replay.markStale();
            }
        };
        if (badly) {
            calm.endedBadly(last);
        } else {
            calm.ended(last);
        }
    }

    /// Whether this went wrong in a way that the next letter may mend. A person knows of programs that were stopped.
    private static boolean mayBeHalfAWord(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Finished(var reply) -> reply.end() == Recording.End.FAILED;
            case Outcome.Died _, Outcome.Unavailable _ -> true;
            case Outcome.TimedOut _, Outcome.Killed _ -> false;
        };
    }

    private void show(Result result, ConsoleFeed text, boolean live) {
        switch (result.outcome) {
            case Outcome.Finished(var reply) -> {
                session.dismissComplaint();
                show(reply, result.index, text, live);
            }
            case Outcome.TimedOut(var limit, var reply) -> {
                if (reply != null) {
                    show(reply, result.index, text, live);
                } else {
                    showNothingNew();
                }
                session.complain(
                        Notice.Level.WARNING,
                        "Stopped after %d s, the limit of %s.".formatted(limit.toSeconds(), live ? "live runs" : "runs")
                                + (live ? " Run allows more." : "")
                                + (reply == null ? " It did not obey, so a fresh kernel takes over." + NOT_KEPT : ""));
            }
            case Outcome.Killed() -> {
                showNothingNew();
                session.complain(
                        Notice.Level.WARNING,
                        "The program did not stop when asked, so a fresh kernel takes over." + NOT_KEPT);
            }
            case Outcome.Died(var message) -> {
                showNothingNew();
                session.complain(Notice.Level.ERROR, message);
            }
            case Outcome.Unavailable(var message) -> {
                showNothingNew();
                session.complain(Notice.Level.ERROR, message);
            }
        }
    }

    private void show(Reply.Finished reply, @Nullable RecordingIndex index, ConsoleFeed text, boolean live) {
        var notRun = index != null && couldNotStart(index.recording());
        var keepsPicture = notRun && !session.othersPicture.get();
        if (reply.error() != null && !(live && keepsPicture)) {
            text.print(Event.Stream.ERR, reply.error());
        }
        if (index == null) {
            showNothingNew();
            // One that was stopped before it began has not even failed.
            if (reply.end() != Recording.End.INTERRUPTED) {
                session.complain(
                        Notice.Level.WARNING,
                        "This run could not be recorded, so there is no picture of it. The console says why.");
            }
            return;
        }
        var recording = index.recording();
        session.problems().setAll(recording.problems());
        if (!notRun
                && recording.run().end() == Recording.End.FAILED
                && !recording.problems().isEmpty()) {
            advise(recording.problems().getLast(), text);
        }
        if (keepsPicture) {
            replay.markStale();
            if (live) {
                // Half a line is no news: its place is marked in the text, and the console keeps what it has.
                text.close();
            }
        } else {
            session.runTime.set(Optional.of(Duration.ofNanos(recording.run().nanos())));
            replay.show(index);
        }
    }

    /// There is no recording of this run: the picture stays that of a run before, and what was wrong in that one counts
    /// no
    /// more.
    private void showNothingNew() {
        replay.markStale();
        session.problems().clear();
    }

    /// What to do stands beside the error, if the kernel has not said it.
    private static void advise(Problem problem, ConsoleFeed text) {
        ProblemText.help(problem)
                .filter(help -> !problem.text().contains(help))
                .ifPresent(help -> text.print(Event.Stream.ERR, help + "\n"));
    }

    private static boolean isOf(Program program, Recording recording) {
        return recording.name().equals(program.name()) && recording.source().equals(program.source());
    }

    /// Whether the text is no program (yet), so that the last one that was stays in view.
    private static boolean couldNotStart(Recording recording) {
        List<Problem> problems = recording.problems();
        return recording.run().end() == Recording.End.FAILED
                && recording.operations().isEmpty()
                && !problems.isEmpty()
                && ProblemText.isSyntaxError(problems.getLast());
    }

    private void closeFeed() {
        if (feed != null) {
            feed.close();
        }
    }
}
