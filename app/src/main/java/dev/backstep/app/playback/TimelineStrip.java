package dev.backstep.app.playback;

import dev.backstep.app.controls.ThemedCanvas;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.Replay;
import dev.backstep.recording.Event;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.util.Duration;

/// The timeline as a strip: forward stretches and backward passes with a tick a step, marks where gradients were
/// zeroed or an optimiser stepped, and a marker at the cursor that the mouse can drag.
final class TimelineStrip extends ThemedCanvas {
    private static final double MARGIN = 10;
    private static final double LABEL_HEIGHT = 17;
    private static final double BAR_HEIGHT = 14;
    private static final double MARK_HEIGHT = 10;
    private static final double MIN_TICK_ROOM = 4;
    private static final double MIN_MARK_ROOM = 16;

    private final Replay replay;
    private final PlaybackViewModel playback;
    private final Tooltip hover = new Tooltip();
    private final Font font = Font.font(11);
    private List<TimelineSegment> segments = List.of();
    private int[] marks = {};
    private TimelineLayout layout = new TimelineLayout(List.of(), 1, MARGIN);

    TimelineStrip(Replay replay, PlaybackViewModel playback) {
        super(
                "timeline-strip",
                List.of(
                        "-timeline-track",
                        "-timeline-text",
                        "-timeline-forward",
                        "-timeline-forward-tick",
                        "-timeline-backward",
                        "-timeline-backward-tick",
                        "-timeline-marker",
                        "-timeline-zeroed",
                        "-timeline-stepped",
                        "-timeline-problem",
                        "-timeline-nan"));
        this.replay = replay;
        this.playback = playback;
        setMaxHeight(USE_PREF_SIZE);
        setAccessibleRole(AccessibleRole.SLIDER);
        setAccessibleText("Timeline");
        show(replay.moment());
        replay.momentProperty().subscribe((before, now) -> {
            if (!now.sameRecording(before)) {
                show(now);
            }
            repaint();
        });
        setOnMousePressed(this::scrub);
        setOnMouseDragged(this::scrub);
        hover.setShowDelay(Duration.millis(250));
        setOnMouseMoved(event -> hover.setText(describe(layout.stopAt(event.getX() / scale()))));
        Tooltip.install(this, hover);
    }

    @Override
    protected double computeMinWidth(double height) {
        return 120 * scale();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return (LABEL_HEIGHT + BAR_HEIGHT + MARK_HEIGHT + 4) * scale();
    }

    private void show(Moment moment) {
        var recording = moment.recording();
        segments = TimelineSegment.of(recording, moment.timeline());
        marks = IntStream.range(0, recording.timeline().size())
                .filter(i -> isMarked(recording.timeline().get(i)))
                .toArray();
    }

    @Override
    protected void paint(GraphicsContext graphics, double width, double height) {
        layout = new TimelineLayout(segments, width, MARGIN);
        double top = LABEL_HEIGHT;
        graphics.setFont(font);
        graphics.setTextBaseline(VPos.CENTER);
        double end = MARGIN;
        for (TimelineLayout.Placed segment : layout.segments()) {
            graphics.setFill(color("-timeline-track"));
            graphics.fillRect(end, top + BAR_HEIGHT / 2 - 2, segment.from() - end, 4);
            end = segment.to();
            paintSegment(graphics, segment, top);
            paintNonFinite(graphics, segment, top + BAR_HEIGHT);
        }
        if (layout.segments().isEmpty()) {
            graphics.setFill(color("-timeline-track"));
            graphics.fillRoundRect(MARGIN, top + BAR_HEIGHT / 2 - 2, Math.max(0, width - 2 * MARGIN), 4, 4, 4);
        }
        paintMarks(graphics, top + BAR_HEIGHT);
        double x = layout.x(replay.moment().cursor().at());
        graphics.setStroke(color("-timeline-marker"));
        graphics.setLineWidth(2.5);
        graphics.strokeLine(x, top - 4, x, top + BAR_HEIGHT + 4);
        graphics.setFill(color("-timeline-marker"));
        graphics.fillOval(x - 5, top + BAR_HEIGHT / 2 - 5, 10, 10);
    }

    private void paintSegment(GraphicsContext graphics, TimelineLayout.Placed segment, double top) {
        boolean backward = segment.segment().isBackward();
        double room = segment.to() - segment.from();
        if (segment.segment().kind() == TimelineSegment.Kind.LEFT_OUT) {
            paintLeftOut(graphics, segment, top);
            return;
        }
        graphics.setFill(color(backward ? "-timeline-backward" : "-timeline-forward"));
        double arc = Math.min(6, room);
        graphics.fillRoundRect(segment.from(), top, Math.max(1, room), BAR_HEIGHT, arc, arc);
        if (segment.room() >= MIN_TICK_ROOM) {
            graphics.setStroke(color(backward ? "-timeline-backward-tick" : "-timeline-forward-tick"));
            graphics.setLineWidth(1.5);
            for (int i = 0; i < segment.segment().stops().length; i++) {
                double x = Math.round(segment.x(i)) + 0.5;
                graphics.strokeLine(x, top + 2, x, top + BAR_HEIGHT - 2);
            }
        }
        paintLabel(graphics, segment, top);
    }

    private void paintLabel(GraphicsContext graphics, TimelineLayout.Placed segment, double top) {
        for (String label : segment.segment().labels()) {
            if (widthOf(label, font) <= segment.to() - segment.from()) {
                graphics.setFill(color("-timeline-text"));
                graphics.fillText(label, segment.from() + 1, top - 9);
                break;
            }
        }
    }

    /// A line of dots, where something is missing.
    private void paintLeftOut(GraphicsContext graphics, TimelineLayout.Placed segment, double top) {
        double room = segment.to() - segment.from();
        int dots = (int) Math.clamp(Math.floor(room / 6), 1, 5);
        graphics.setFill(color("-timeline-text"));
        for (int i = 0; i < dots; i++) {
            double x = segment.from() + room / 2 + (i - (dots - 1) / 2.0) * 6;
            graphics.fillOval(x - 1.25, top + BAR_HEIGHT / 2 - 1.25, 2.5, 2.5);
        }
        paintLabel(graphics, segment, top);
    }

    /// A full line below the stops that brought a NaN, a thin one below those that brought an Inf.
    private void paintNonFinite(GraphicsContext graphics, TimelineLayout.Placed segment, double bottom) {
        var found = replay.moment().index().nonFinite();
        graphics.setFill(color("-timeline-nan"));
        paintLine(graphics, segment, segment.segment().with(found.infinities()), bottom - 1.5, 1.5);
        paintLine(graphics, segment, segment.segment().with(found.nans()), bottom - 4, 4);
    }

    private static void paintLine(
            GraphicsContext graphics, TimelineLayout.Placed segment, BitSet stops, double top, double height) {
        for (int from = stops.nextSetBit(0); from >= 0; from = stops.nextSetBit(stops.nextClearBit(from))) {
            int to = stops.nextClearBit(from) - 1;
            double left = segment.x(from) - segment.room() / 2;
            // One stop of thousands is seen, too.
            double width = Math.max(3, (to - from + 1) * segment.room());
            graphics.fillRect(left, top, width, height);
        }
    }

    private void paintMarks(GraphicsContext graphics, double top) {
        var last = new HashMap<Class<?>, Double>();
        for (int i : marks) {
            Event event = replay.moment().recording().timeline().get(i);
            double x = layout.x(i + 1);
            if (x - last.getOrDefault(event.getClass(), Double.NEGATIVE_INFINITY) < MIN_MARK_ROOM) {
                continue; // Hundreds of marks would only paint over each other.
            }
            last.put(event.getClass(), x);
            Color color = switch (event) {
                case Event.GradientsZeroed _ -> color("-timeline-zeroed");
                case Event.OptimizerStepped _ -> color("-timeline-stepped");
                default -> color("-timeline-problem");
            };
            graphics.setFill(color);
            graphics.setStroke(color);
            graphics.setLineWidth(1.5);
            switch (event) {
                // A ring is a zero; a triangle points to where the parameters went; a cross is an error.
                case Event.GradientsZeroed _ -> graphics.strokeOval(x - 3, top + 2.5, 6, 6);
                case Event.OptimizerStepped _ ->
                    graphics.fillPolygon(
                            new double[] {x - 3.5, x + 3.5, x}, new double[] {top + 9, top + 9, top + 2}, 3);
                default -> {
                    graphics.strokeLine(x - 3, top + 2, x + 3, top + 8);
                    graphics.strokeLine(x - 3, top + 8, x + 3, top + 2);
                }
            }
        }
    }

    private static boolean isMarked(Event event) {
        return event instanceof Event.GradientsZeroed
                || event instanceof Event.OptimizerStepped
                || event instanceof Event.ProblemRaised;
    }

    private void scrub(MouseEvent event) {
        if (event.getButton() == MouseButton.PRIMARY) {
            playback.jumpTo(layout.stopAt(event.getX() / scale()));
            event.consume();
        }
    }

    private String describe(int at) {
        var found = replay.moment().index().nonFinite();
        return playback.describe(new Cursor(at))
                + (found.nans().place(at) ? " · NaN" : "")
                + (found.infinities().place(at) ? " · Inf" : "");
    }
}
