package dev.backstep.app.export;

import dev.backstep.app.graph.picture.PassDrawings;
import dev.backstep.app.tasks.Tasks.Progress;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jcodec.codecs.h264.H264Encoder;
import org.jcodec.codecs.h264.encode.RateControl;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.codecs.h264.io.model.VUIParameters;
import org.jcodec.common.Codec;
import org.jcodec.common.MuxerTrack;
import org.jcodec.common.VideoCodecMeta;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Packet;
import org.jcodec.common.model.Packet.FrameType;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.muxer.MP4Muxer;

/// Writes a pass as a video (H.264), by JCodec. A picture that stands still is one frame that is shown
/// for long.
final class Mp4File {
    /// A fine quantiser, so that type stays sharp. Not above 15: from 16 on decoders smooth the edges of
    /// blocks, which JCodec's encoder does not reckon with, so that its pictures drift.
    private static final int QUANTISER = 15;

    /// Ticks of the film's clock a second.
    private static final int TICKS = 1_000;

    /// How far blocks are looked for that have moved, in pixels: nearly all stand still.
    private static final int NEAR = 2;

    private static final int LEVEL_4_BLOCKS = 8_192;
    private static final int BT_709 = 1;

    private final Raster raster;
    private final H264Encoder encoder = new Encoder();
    private final Picture yuv;
    private final ByteBuffer buffer;
    private int sinceKey;

    private Mp4File(Raster raster) {
        this.raster = raster;
        yuv = Picture.create(raster.width(), raster.height(), ColorSpace.YUV420J);
        buffer = ByteBuffer.allocate(4 * raster.width() * raster.height() + (1 << 16));
    }

    static void write(PassDrawings pass, Raster raster, List<Film.Shot> shots, Path file, Progress progress)
            throws IOException {
        var mp4 = new Mp4File(raster);
        var canvas = new BufferedImage(raster.width(), raster.height(), BufferedImage.TYPE_INT_RGB);
        var pixels = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        try (var channel = NIOUtils.writableChannel(file.toFile())) {
            var muxer = MP4Muxer.createMP4MuxerToChannel(channel);
            var track = muxer.addVideoTrack(
                    Codec.H264,
                    VideoCodecMeta.createSimpleVideoCodecMeta(
                            new Size(raster.width(), raster.height()), ColorSpace.YUV420J));
            double elapsed = 0;
            for (int i = 0; i < shots.size(); i++) {
                progress.check();
                var shot = shots.get(i);
                raster.paint(pass.drawing(shot.moment(), shot.progress()), canvas);
                long start = Math.round(elapsed * TICKS);
                elapsed += shot.seconds();
                mp4.add(pixels, shot.still(), start, Math.round(elapsed * TICKS) - start, i, track);
                progress.report((i + 1.0) / shots.size());
            }
            muxer.finish();
        }
    }

    private void add(int[] pixels, boolean still, long start, long ticks, int number, MuxerTrack track)
            throws IOException {
        toYuv(pixels);
        buffer.clear();
        // Who jumps into the film lands where it stands still.
        sinceKey = still ? 0 : sinceKey + 1;
        var data = encoder.doEncodeFrame(yuv, buffer, still, sinceKey, still ? SliceType.I : SliceType.P);
        track.addFrame(
                Packet.createPacket(data, start, TICKS, ticks, number, still ? FrameType.KEY : FrameType.INTER, null));
    }

    /// BT.709 in the range of video, 16 to 235; JCodec keeps bytes less 128. Colour has half of the
    /// resolution.
    private void toYuv(int[] pixels) {
        var luma = yuv.getPlaneData(0);
        var blue = yuv.getPlaneData(1);
        var red = yuv.getPlaneData(2);
        int width = raster.width();
        for (int y = 0; y < raster.height(); y += 2) {
            for (int x = 0; x < width; x += 2) {
                int at = y * width + x;
                int r = 0;
                int g = 0;
                int b = 0;
                for (int corner : new int[] {at, at + 1, at + width, at + width + 1}) {
                    int pixel = pixels[corner];
                    int pr = pixel >> 16 & 0xff;
                    int pg = pixel >> 8 & 0xff;
                    int pb = pixel & 0xff;
                    luma[corner] = (byte) (Math.round(16 + 0.18259 * pr + 0.61423 * pg + 0.06201 * pb) - 128);
                    r += pr;
                    g += pg;
                    b += pb;
                }
                int chroma = y / 2 * (width / 2) + x / 2;
                blue[chroma] = (byte) Math.round((-0.10064 * r - 0.33857 * g + 0.43922 * b) / 4);
                red[chroma] = (byte) Math.round((0.43922 * r - 0.39894 * g - 0.04027 * b) / 4);
            }
        }
    }

    /// JCodec's encoder, with an even quality, and with headers that say how large the pictures are and
    /// what their colours mean.
    private static final class Encoder extends H264Encoder {
        Encoder() {
            super(new EvenQuality());
            setMotionSearchRange(NEAR);
        }

        @Override
        public SeqParameterSet initSPS(Size size) {
            var parameters = super.initSPS(size);
            int blocks = (parameters.picWidthInMbsMinus1 + 1) * (parameters.picHeightInMapUnitsMinus1 + 1);
            parameters.levelIdc = blocks > LEVEL_4_BLOCKS ? 51 : 40;
            var video = new VUIParameters();
            video.videoSignalTypePresentFlag = true;
            video.videoFormat = 5;
            video.colourDescriptionPresentFlag = true;
            video.colourPrimaries = BT_709;
            video.transferCharacteristics = BT_709;
            video.matrixCoefficients = BT_709;
            parameters.vuiParams = video;
            return parameters;
        }
    }

    private static final class EvenQuality implements RateControl {
        @Override
        public int startPicture(Size size, int maxSize, SliceType type) {
            return QUANTISER;
        }

        @Override
        public int initialQpDelta() {
            return 0;
        }

        @Override
        public int accept(int bits) {
            return 0;
        }
    }
}
